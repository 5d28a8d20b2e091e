/** The flag `--condition`: a condition of the workflow language as JSON, checked by the product. */
export function conditionOf(text: string | undefined): { readonly condition?: unknown } | 'broken' {
  if (text === undefined) return {};
  try {
    return { condition: JSON.parse(text) };
  } catch {
    return 'broken';
  }
}
