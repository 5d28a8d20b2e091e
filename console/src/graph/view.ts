/** Where the canvas looks first: at the whole graph if that is legible, else at its beginning, as large as is legible. */

export type Size = { readonly width: number; readonly height: number };
export type View = { readonly x: number; readonly y: number; readonly zoom: number };

/** Below this the words in a node cannot be read. */
const LEGIBLE = 0.7;
/** On a small canvas a little less, so that more than one node is seen. */
const SMALLEST = 0.5;
const SMALL_CANVAS = 600;

/** `beginning` is the graph's x coordinate to show in the middle when the graph is wider than the canvas. */
export function firstView(graph: Size, canvas: Size, beginning: number): View {
  const wide = canvas.width / graph.width;
  const whole = Math.min(1, wide, canvas.height / graph.height);
  const least = canvas.width < SMALL_CANVAS ? SMALLEST : LEGIBLE;
  const zoom = whole >= LEGIBLE ? whole : Math.min(1, Math.max(wide, least));
  const x = wide >= zoom ? (canvas.width - graph.width * zoom) / 2 : canvas.width / 2 - beginning * zoom;
  return { zoom, x, y: Math.max(0, (canvas.height - graph.height * zoom) / 2) };
}
