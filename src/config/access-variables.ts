// The variables of access: who may come in, and how much they may ask. Part of the one schema in `schema.ts`.
import { isIP } from 'node:net';
import { z } from 'zod';
import { API_KEY_PATTERN } from '../domain/access.ts';

const url = z.url({ protocol: /^https?$/ });
/** Words with commas between them; the default is none. */
const list = z.string().default('');
const ROLE_MAP = /^[^=,]+=(viewer|operator|admin)(,[^=,]+=(viewer|operator|admin))*$/;

function isProxy(text: string): boolean {
  const word = text.trim();
  const [address = '', bits = '0', ...rest] = word.split('/');
  const max = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const isNetwork = rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= max;
  return isNetwork || ['', 'loopback', 'linklocal', 'uniquelocal'].includes(word);
}

export const accessVariables = {
  API_ACCESS: z
    .enum(['off', 'required'])
    .optional()
    .describe(
      'required: nobody gets in without an API key, a session or a token. The default is off where API_HOST is of this machine only and nothing below is set; elsewhere the API does not start without access.',
    )
    .meta({ group: 'access' }),
  API_ADMIN_KEY: z
    .string()
    .regex(API_KEY_PATTERN, 'must be an API key: mk_, 10 hexadecimal digits, _, 40 hexadecimal digits')
    .optional()
    .describe('An API key with the role admin that needs no store, to begin with.')
    .meta({ group: 'access', secret: true }),
  API_ALLOWED_HOSTS: list
    .describe('Host names that the API answers to, commas between them; addresses and localhost always count.')
    .meta({ group: 'access' }),
  API_TRUSTED_PROXIES: list
    .refine((text) => text.split(',').every(isProxy), 'must be addresses, networks, loopback, linklocal or uniquelocal')
    .describe(
      'Proxies whose X-Forwarded-For and X-Forwarded-Proto count: addresses, networks such as 10.0.0.0/8, loopback, uniquelocal; commas between them.',
    )
    .meta({ group: 'access' }),
  API_METRICS_OPEN: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true: /metrics needs no key, for a Prometheus inside of the network.')
    .meta({ group: 'access' }),
  API_TLS_CERT: z
    .string()
    .min(1)
    .optional()
    .describe('Certificate of the API with its chain, as PEM; with API_TLS_KEY the API speaks TLS.')
    .meta({ group: 'access', secret: true }),
  API_TLS_KEY: z
    .string()
    .min(1)
    .optional()
    .describe('Private key of that certificate, as PEM.')
    .meta({ group: 'access', secret: true }),
  API_RATE_PER_SECOND: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000)
    .optional()
    .describe('Requests of one client in a second, 0 for any number; the default is 100 where access is required.')
    .meta({ group: 'access' }),
  API_SESSION_IDLE_MINUTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_440)
    .default(60)
    .describe('A session that nobody uses for so long is over.')
    .meta({ group: 'access' }),
  API_SESSION_HOURS: z.coerce
    .number()
    .int()
    .min(1)
    .max(720)
    .default(12)
    .describe('A session is over after so long, however much it is used.')
    .meta({ group: 'access' }),
  API_JWKS_URL: url
    .optional()
    .describe('Keys of the identity provider whose tokens machines may send; https, or http on this machine.')
    .meta({ group: 'access' }),
  API_JWT_ISSUER: z.string().min(1).optional().describe('Who must have issued a token.').meta({ group: 'access' }),
  API_JWT_AUDIENCE: z.string().min(1).optional().describe('Whom a token must be for.').meta({ group: 'access' }),
  API_JWT_ROLE_CLAIM: z
    .string()
    .min(1)
    .default('roles')
    .describe('Claim that names the roles; dots lead into objects.')
    .meta({ group: 'access' }),
  API_JWT_ROLES: z
    .string()
    .regex(ROLE_MAP, 'must be value=role,value=role with the roles viewer, operator and admin')
    .default('viewer=viewer,operator=operator,admin=admin')
    .describe('Role by what stands in that claim: value=role, commas between them.')
    .meta({ group: 'access' }),
} as const;
