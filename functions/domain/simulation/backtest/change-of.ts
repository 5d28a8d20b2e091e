/** The change of a card that an event told of: the other way round of `event/derive.ts`. */
import type { JsonObject } from '../../../../workflow-compiler/language/json.ts';
import type { ContactChange } from '../../contact/change.ts';

/** `undefined` for events that follow from another one of the same change. */
export function changeOf(type: string, properties: JsonObject): ContactChange | undefined {
  const text = (name: string): string => String(properties[name] ?? '');
  switch (type) {
    case 'contact.tagged': {
      const score = Number(properties.score ?? 0);
      return { do: 'add-tag', tag: text('tag'), ...(score === 0 ? {} : { score }) };
    }
    case 'contact.untagged':
      return { do: 'remove-tag', tag: text('tag') };
    case 'list.joined':
      return { do: 'join-list', list: text('list') };
    case 'list.left':
      return { do: 'leave-list', list: text('list') };
    case 'contact.detail-modified': {
      const { to } = properties;
      const detail = text('detail');
      if (typeof to === 'string' || typeof to === 'number' || typeof to === 'boolean') {
        return { do: 'set', detail, value: to };
      }
      return { do: 'clear', detail };
    }
    case 'contact.score-reached':
      return { do: 'adjust-score', by: Number(properties.to) - Number(properties.from) };
    case 'contact.opted-in':
    case 'contact.opted-out': {
      const channel = (['email', 'sms', 'push', 'whatsapp'] as const).find(
        (one) => one === properties.channel,
      );
      if (channel === undefined) return undefined;
      const state = type === 'contact.opted-in' ? 'in' : 'out';
      return { do: 'consent', channel, state, source: text('source').slice(0, 200) };
    }
    case 'contact.unsuppressed': {
      const channel = (['email', 'sms', 'push'] as const).find((one) => one === properties.channel);
      return channel === undefined ? undefined : { do: 'unsuppress', channel };
    }
    default:
      return undefined;
  }
}
