/** The few pages that contacts see: asked whether to unsubscribe, told that it is done, told that a link is not ours. */
import { escapeHtml } from './html.ts';
import { wordsFor } from './words.ts';

function page(language: string, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>
body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 15vh auto; padding: 0 1rem; color: #222 }
button { font: inherit; padding: .5rem 1.2rem; border: 0; border-radius: .4rem; background: #222; color: #fff; cursor: pointer }
</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** The form posts to the address it came from. A link scanner that follows the link changes nothing. */
export function askPage(language: string | undefined): string {
  const words = wordsFor(language);
  return page(
    words.language,
    words.unsubscribe,
    `<p>${words.question}</p>\n<form method="post"><button name="confirm" value="page">${words.button}</button></form>`,
  );
}

export function donePage(language: string | undefined): string {
  const words = wordsFor(language);
  return page(words.language, words.unsubscribe, `<p>${words.done}</p>`);
}

export const missingPage = (): string =>
  page('en', 'Not found', '<h1>Not found</h1>\n<p>This link is not complete, or no longer valid.</p>');
