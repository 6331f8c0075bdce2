import { builder } from '../../schema/builder.ts';
import { ErrorInterface } from '../../schema/errors.ts';
import { CodeNotApplicableError } from './codes.errors.ts';

const CodeRefusalRef = builder.enumType('CodeRefusal', {
  description: 'Why a code can not be applied. Expect new values.',
  values: {
    NOT_VALID: {
      description:
        'It is no code of this show that can be used now. Whether there is such a code, or it has ended or is not valid yet, is not told.',
    },
    USED_UP: { description: 'It has been used as often as it can be.' },
    TOO_MANY_TICKETS: { description: 'It is left for fewer tickets than it would apply to; it then applies to none.' },
    NOTHING_APPLIES: { description: 'It is for none of the tickets.' },
    SEATS_NEED_CODE: {
      description: 'The lock has seats of an allotment that its present code opens and this one, or none, does not.',
    },
    OPENS_NOTHING: { description: 'It opens no allotment.' },
  } as const,
});

builder.objectType(CodeNotApplicableError, {
  name: 'CodeNotApplicableError',
  description: 'The promo code can not be applied. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    reason: t.expose('reason', { type: CodeRefusalRef, description: 'Why not.' }),
  }),
});
