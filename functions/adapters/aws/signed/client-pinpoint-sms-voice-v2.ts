/** In the place of `@aws-sdk/client-pinpoint-sms-voice-v2`: sending a text. */
import { type Client, clientOf } from './client.ts';
import { jsonCommand } from './command.ts';
import { Refusal, type RefusalFacts } from './refusal.ts';
import type { Options } from './surroundings.ts';

const SERVICE = { host: 'sms-voice', signing: 'sms-voice', variable: 'PINPOINT_SMS_VOICE_V2' };

export const SendTextMessageCommand = jsonCommand('1.0', 'PinpointSMSVoiceV2')('SendTextMessage');

export class ConflictException extends Refusal {}

export function PinpointSMSVoiceV2Client(options: Options): Client {
  return clientOf(SERVICE, options, errorOf);
}

const errorOf = (facts: RefusalFacts): Error =>
  facts.name === 'ConflictException' ? new ConflictException(facts) : new Refusal(facts);
