import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { type ValidationError, validateSync } from 'class-validator';
import { INSTANT } from './fields';
import { faultOfInstant, INSTANT_SAYS } from './instant-text';
import { type FieldFault, requestError } from './request-error';

/** Names under which a body might try to say who speaks. */
const ACTOR_NAMES = [
  ...['actor', 'actorId', 'by', 'principal', 'role', 'user', 'userId', 'onBehalfOf'],
  ...['approver', 'approvedBy', 'secondPerson'],
];
/** Far more than any route takes. */
const NAMES_MAX = 100;
const PLAIN: readonly unknown[] = [String, Number, Boolean, Array, Object, undefined];

/**
 * Bodies and queries become the class that the route names, or the request is refused with every field at fault.
 * They are flat, so that the fields are simply copied: class-transformer would cost more than the rest of the route.
 */
@Injectable()
export class BodyPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || PLAIN.includes(metatype)) return value;
    const given = value ?? {};
    if (typeof given !== 'object' || Array.isArray(given))
      throw requestError('body.malformed', 'Send one JSON object, with Content-Type: application/json.');
    // The whitelist looks fields up in a plain object, and so would know these.
    const inherited = Object.keys(given).find((key) => key in Object.prototype);
    if (inherited !== undefined)
      throw requestError(`${type}.invalid`, `'${inherited}' is unknown here.`, [
        { field: inherited, message: 'is unknown here' },
      ]);
    // Each unknown name costs an error of its own.
    const names = Object.keys(given).length;
    if (names > NAMES_MAX)
      throw requestError(
        `${type}.invalid`,
        `The ${type} names ${names} things; no route takes more than ${NAMES_MAX}.`,
      );
    const dto = Object.assign(new (metatype as Type<object>)(), given);
    const errors = validateSync(dto, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: false,
      validationError: { target: false },
    });
    if (errors.length > 0) throw refusalOf(type, errors);
    return dto;
  }
}

const refusalOf = (type: 'body' | 'query', errors: readonly ValidationError[]) => {
  const faults = errors.flatMap(faultsOf);
  const problems = faults.map(({ field, message }) => `'${field}' ${message}`).join('; ');
  const actor = errors.find(({ property, constraints }) => isUnknown(constraints) && ACTOR_NAMES.includes(property));
  if (actor)
    return requestError(
      'body.names-actor',
      `Who acts, and who approves, is read from the credential alone. Leave out '${actor.property}'.`,
      faults,
    );
  const time = errors.find(({ constraints }) => constraints?.[INSTANT] !== undefined);
  if (time && errors.length === 1) {
    const code = faultOfInstant(time.value) ?? 'time.invalid';
    return requestError(code, `'${time.property}': ${INSTANT_SAYS[code]}`, faults);
  }
  return requestError(`${type}.invalid`, `Mend the ${type} and send it again: ${problems}.`, faults);
};

const isUnknown = (constraints: ValidationError['constraints']) => constraints?.whitelistValidation !== undefined;

const faultsOf = ({ property, value, constraints = {} }: ValidationError): FieldFault[] =>
  isUnknown(constraints)
    ? [{ field: property.slice(0, 100), message: 'is unknown here' }]
    : Object.values(constraints).map((message) => ({
        field: property,
        message: value === undefined ? `is missing: it ${message}` : message,
      }));
