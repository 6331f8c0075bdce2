import { z } from 'zod';
import { isHostAndPort, isUrl, list, text, url } from './setting-kinds.ts';

export const database = z
  .object({
    DATABASE_URL: url(['postgres:', 'postgresql:'], 'postgresql://user:password@host:5432/database').optional(),
  })
  .transform((env) => ({ url: text(env.DATABASE_URL) }));

export const redis = z
  .object({
    REDIS_URL: list(
      (member) => isUrl(member, ['redis:', 'rediss:']),
      'must be a URL like redis://host:6379, or several of a cluster separated by commas',
    ).optional(),
    REDIS_KEY_PREFIX: z
      .string()
      .regex(/^[^\s{}]{0,100}$/, 'must be at most 100 characters without blanks and braces')
      .default(''),
  })
  .transform((env) => ({ urls: env.REDIS_URL ?? null, keyPrefix: env.REDIS_KEY_PREFIX }));

export const kafka = z
  .object({
    KAFKA_BROKERS: list(isHostAndPort, 'must be host:port, or several separated by commas').optional(),
    KAFKA_TOPIC_PREFIX: z
      .string()
      .regex(/^[A-Za-z0-9._-]{0,100}$/, 'must be at most 100 letters, digits, dots, dashes or underscores')
      .default(''),
  })
  .transform((env) => ({ brokers: env.KAFKA_BROKERS ?? null, topicPrefix: env.KAFKA_TOPIC_PREFIX }));
