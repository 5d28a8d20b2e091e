/** The builder gives what a person would have written, and its types refuse targets that are no steps. */
import { describe, expect, it } from 'vitest';
import { workflow } from '../../workflow-compiler/builder.ts';
import { compile } from '../../workflow-compiler/compile.ts';

const greet = workflow({
  name: 'greet',
  triggers: [{ on: 'contact.added' }],
  start: 'hello',
  steps: {
    hello: { kind: 'send-email', subject: 'Hello', text: 'Hello', next: 'opened', onRejected: 'alert' },
    opened: {
      kind: 'wait-for-event',
      since: 'hello',
      paths: [{ id: 'opened', event: { on: 'email.opened', message: 'hello' }, next: 'end' }],
      timeout: { after: '1 day', next: 'again' },
    },
    again: { kind: 'jump', to: 'hello', atMost: 2, next: 'end' },
    alert: {
      kind: 'notify-email',
      to: ['team@example.com'],
      subject: 'Rejected',
      text: 'Rejected',
      next: 'end',
    },
  },
});

describe('the builder', () => {
  it('gives a definition that compiles', () => {
    expect(greet.language).toBe(1);
    expect(compile(greet).diagnostics).toEqual([]);
  });

  it('refuses targets that are no steps, in types and in findings', () => {
    const wrong = workflow({
      name: 'wrong',
      triggers: [{ on: 'contact.added' }],
      // @ts-expect-error no step of this name
      start: 'helo',
      steps: {
        // @ts-expect-error no step of this name
        hello: { kind: 'send-sms', text: 'Hello', next: 'pauze' },
        // @ts-expect-error a jump cannot go to the end
        again: { kind: 'jump', to: 'end', atMost: 2, next: 'end' },
        asked: {
          kind: 'branch',
          // @ts-expect-error no step of this name
          paths: [{ id: 'a', when: { kind: 'tag', tag: 'x' }, next: 'nowhere' }],
          otherwise: 'hello',
        },
      },
    });
    const found = compile(wrong).diagnostics.filter(({ code }) => code === 'REF-01');
    expect(found.map(({ at }) => at)).toEqual([
      '/start',
      '/steps/again/to',
      '/steps/asked/paths/0/next',
      '/steps/hello/next',
    ]);
  });
});
