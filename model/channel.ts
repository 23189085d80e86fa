import { Type, type Static } from 'typebox';
import { Instant, OneOf, OrNull } from './units.ts';

/**
 * How the connection to the mail server is secured. `tls`: from the first byte (port 465). `starttls`: before anything is said, or nothing
 * is sent (port 587). `when-offered`: if the server can, else in clear and without a password. `none`: in clear.
 */
export const MAIL_SECURITY = ['tls', 'starttls', 'when-offered', 'none'] as const;
export type MailSecurity = (typeof MAIL_SECURITY)[number];

/** The mail server, as the page of channels shows it. The password is never among it. */
export const MailChannel = Type.Object({
  /** Whether mail leaves the house. */
  ready: Type.Boolean(),
  /** `environment`: set by THROUGHLINE_SMTP, and not to be changed here. */
  source: OneOf(['none', 'settings', 'environment']),
  host: OrNull(Type.String()),
  port: OrNull(Type.Integer()),
  security: OrNull(OneOf(MAIL_SECURITY)),
  user: OrNull(Type.String()),
  passwordSet: Type.Boolean(),
  /** Address letters come from, with or without a name: `Throughline <letters@example.org>`. */
  from: OrNull(Type.String()),
  replyTo: OrNull(Type.String()),
  /** Certificate (PEM) of an authority of your own that signed the server's. */
  certificate: OrNull(Type.String()),
  /** Where the links of a letter lead. */
  address: Type.String(),
  /** What this means, in words: “Nothing is sent: no mail server is set.” */
  words: Type.String(),
});
export type MailChannel = Static<typeof MailChannel>;

/** What a person sets of the mail server. A password left out stays; null takes it away. Another server or user, or a connection that may be in clear, needs it again. */
export const MailChange = Type.Object(
  {
    host: Type.String({ minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9.:-]+$' }),
    port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    security: OneOf(MAIL_SECURITY),
    user: Type.Optional(OrNull(Type.String({ minLength: 1, maxLength: 320 }))),
    password: Type.Optional(OrNull(Type.String({ minLength: 1, maxLength: 2000 }))),
    from: Type.String({ minLength: 3, maxLength: 320 }),
    replyTo: Type.Optional(OrNull(Type.String({ minLength: 3, maxLength: 320 }))),
    certificate: Type.Optional(OrNull(Type.String({ maxLength: 20_000 }))),
  },
  { additionalProperties: false },
);
export type MailChange = Static<typeof MailChange>;

const Name = Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' });

/** An address of another program that letters and alerts are posted to. Its secret is shown once, when it is made. */
export const Webhook = Type.Object({
  id: Type.String(),
  name: Type.String(),
  /** Where it leads. What comes after the host may hold a key of the other program, and is left out: `https://hooks.example.org/…`. */
  url: Type.String(),
  createdAt: Instant,
});
export type Webhook = Static<typeof Webhook>;

export const WebhookContent = Type.Object(
  {
    name: Name,
    url: Type.String({ minLength: 8, maxLength: 2000, description: 'http or https.' }),
    /** Made when it is left out. */
    secret: Type.Optional(Type.String({ minLength: 16, maxLength: 200 })),
  },
  { additionalProperties: false },
);
export type WebhookContent = Static<typeof WebhookContent>;
export const WebhookChange = Type.Partial(WebhookContent);

/** A folder below `outbox/` of the data folder that letters are put into. */
export const OutFolder = Type.Object({
  id: Type.String(),
  name: Type.String(),
  /** Below the data folder: `outbox/leadership`. */
  path: Type.String(),
  createdAt: Instant,
});
export type OutFolder = Static<typeof OutFolder>;

export const OutFolderContent = Type.Object(
  {
    name: Type.String({
      pattern: '^[a-z0-9][a-z0-9-]{0,39}$',
      description: 'Name of the folder: small letters, digits and hyphens.',
    }),
  },
  { additionalProperties: false },
);
export type OutFolderContent = Static<typeof OutFolderContent>;

/** How a test of a channel went: one attempt, at once, never again. */
export const ChannelTest = Type.Object({ sent: Type.Boolean(), words: Type.String(), message: Type.String() });
export type ChannelTest = Static<typeof ChannelTest>;
