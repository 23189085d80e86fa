import { channels } from './channels-api.ts';

/** Whether mail leaves the house, as far as this page knows: null before it was asked. What fails is not said: the page of channels does. */
class MailState {
  ready = $state<boolean | null>(null);

  async read(): Promise<void> {
    try {
      this.ready = (await channels.mail()).ready;
    } catch {
      this.ready = null;
    }
  }
}

export const mailState = new MailState();
