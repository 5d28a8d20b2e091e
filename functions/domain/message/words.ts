/** The few words that the product itself says to contacts, in their language where we have it, else in English. */

type Words = {
  readonly unsubscribe: string;
  readonly question: string;
  readonly button: string;
  readonly done: string;
};

const ENGLISH: Words = {
  unsubscribe: 'Unsubscribe',
  question: 'Do you want to stop receiving these messages?',
  button: 'Unsubscribe',
  done: 'You are unsubscribed. You will receive no more of these messages.',
};

const WORDS: { readonly [language: string]: Words } = {
  en: ENGLISH,
  de: {
    unsubscribe: 'Abmelden',
    question: 'Möchten Sie diese Nachrichten nicht mehr erhalten?',
    button: 'Abmelden',
    done: 'Sie sind abgemeldet und erhalten diese Nachrichten nicht mehr.',
  },
  fr: {
    unsubscribe: 'Se désabonner',
    question: 'Voulez-vous ne plus recevoir ces messages ?',
    button: 'Se désabonner',
    done: 'Vous êtes désabonné et ne recevrez plus ces messages.',
  },
  es: {
    unsubscribe: 'Darse de baja',
    question: '¿Quiere dejar de recibir estos mensajes?',
    button: 'Darse de baja',
    done: 'Se ha dado de baja y ya no recibirá estos mensajes.',
  },
  it: {
    unsubscribe: 'Annulla l’iscrizione',
    question: 'Vuole smettere di ricevere questi messaggi?',
    button: 'Annulla l’iscrizione',
    done: 'L’iscrizione è annullata: non riceverà più questi messaggi.',
  },
};

/** `language` as on the card: `de`, `de-AT`; anything else is English. */
export function wordsFor(language: string | undefined): Words & { readonly language: string } {
  const code = (language ?? 'en').slice(0, 2).toLowerCase();
  const found = Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
  return found === undefined ? { ...ENGLISH, language: 'en' } : { ...found, language: code };
}
