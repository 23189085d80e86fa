import { expect, it } from 'vitest';
import { isLoopback, readConfig } from '../../server/config.ts';

it('runs on this machine with 3 GB, samples and port 4600 when nothing is said', () => {
  expect(readConfig({}, '/home/me')).toEqual({
    dataFolder: '/home/me/data',
    host: '127.0.0.1',
    port: 4600,
    samples: true,
    threads: undefined,
    memory: '3GB',
    versionsBytes: 10 * 1024 ** 3,
    logLevel: 'info',
  });
});

it('takes what the environment says', () => {
  const config = readConfig(
    {
      THROUGHLINE_DATA: '/srv/tl',
      THROUGHLINE_PORT: '0',
      THROUGHLINE_HOST: '::1',
      THROUGHLINE_SAMPLES: 'off',
      THROUGHLINE_THREADS: '2',
      THROUGHLINE_MEMORY: '512MB',
      THROUGHLINE_VERSIONS_BYTES: '5000',
      THROUGHLINE_LOG: 'silent',
      THROUGHLINE_ADDRESS: 'https://throughline.example.org/',
      THROUGHLINE_SMTP: 'smtp://letters%40example.org:p%2Fw@mail.example.org',
      THROUGHLINE_MAIL_FROM: 'Quality <letters@example.org>',
    },
    '/',
  );
  expect(config).toEqual({
    dataFolder: '/srv/tl',
    host: '::1',
    port: 0,
    samples: false,
    threads: 2,
    memory: '512MB',
    versionsBytes: 5000,
    logLevel: 'silent',
    address: 'https://throughline.example.org',
    smtp: {
      ...{ host: 'mail.example.org', port: 587, security: 'starttls', user: 'letters@example.org', password: 'p/w' },
      ...{ from: { name: 'Quality', address: 'letters@example.org' }, replyTo: null, certificate: null },
    },
  });
});

it.each([
  ['THROUGHLINE_PORT', '70000', /whole number from 0 to 65535/],
  ['THROUGHLINE_PORT', '80a', /whole number/],
  ['THROUGHLINE_SAMPLES', 'no', /on, off/],
  ['THROUGHLINE_THREADS', '0', /from 1/],
  ['THROUGHLINE_MEMORY', 'lots', /512MB or 3GB/],
  ['THROUGHLINE_LOG', 'loud', /silent/],
  ['THROUGHLINE_ADDRESS', 'javascript:alert(1)', /https:/],
  ['THROUGHLINE_SMTP', 'mail.example.org', /smtp:\/\/user/],
])('refuses %s=%s and says what it takes', (variable, value, words) => {
  try {
    readConfig({ [variable]: value }, '/');
    expect.unreachable();
  } catch (problem) {
    expect(problem).toMatchObject({ code: 'bad_setting', field: variable, detail: expect.stringMatching(words) as string });
  }
});

it('never repeats the password of a mail server that makes no sense', () => {
  for (const url of ['smtp://me:s3cret@', 'http://me:s3cret@mail.example.org', 'smtp://me:s3cret@mail.example.org?security=some'])
    try {
      readConfig({ THROUGHLINE_SMTP: url, THROUGHLINE_MAIL_FROM: 'a@example.org' }, '/');
      expect.unreachable();
    } catch (problem) {
      expect(problem).toMatchObject({ field: 'THROUGHLINE_SMTP' });
      expect(JSON.stringify([(problem as Error).message, problem])).not.toContain('s3cret');
    }
  expect(() => readConfig({ THROUGHLINE_SMTP: 'smtp://mail.example.org' }, '/')).toThrow(/THROUGHLINE_MAIL_FROM is not/);
});

it.each(['0.0.0.0', '::', '192.168.1.10', 'example.org', '127.0.0.1.example.org'])('refuses to be reached at %s', (host) => {
  expect(() => readConfig({ THROUGHLINE_HOST: host }, '/')).toThrow(/this machine only/);
});

it('knows the names of this machine', () => {
  expect(['localhost', 'LOCALHOST', '127.0.0.1', '127.9.9.9', '::1', '[::1]'].every(isLoopback)).toBe(true);
  expect(['', 'localhost.example.org', '128.0.0.1', 'a127.0.0.1'].some(isLoopback)).toBe(false);
});
