import type { ChannelTest } from '../../../../../../model/channel.ts';

/** How a test went, as far as a page says it. */
export type Tested = Pick<ChannelTest, 'sent' | 'words'>;
