/** Where the canvas looks first: at the whole graph if that is legible, else at its top, as wide as the canvas. */

export type Size = { readonly width: number; readonly height: number };
export type View = { readonly x: number; readonly y: number; readonly zoom: number };

const LEGIBLE = 0.7;
const SMALLEST = 0.5;

export function firstView(graph: Size, canvas: Size): View {
  const wide = canvas.width / graph.width;
  const zoom = Math.min(1, wide, canvas.height / graph.height);
  if (zoom >= LEGIBLE) {
    return {
      zoom,
      x: (canvas.width - graph.width * zoom) / 2,
      y: Math.max(0, (canvas.height - graph.height * zoom) / 2),
    };
  }
  const readable = Math.min(1, Math.max(wide, SMALLEST));
  return { zoom: readable, x: (canvas.width - graph.width * readable) / 2, y: 0 };
}
