/** The console's own icons, drawn on 20 × 20 with one stroke width. Decorative: the words beside them carry the meaning. */
import type { Icon as StepIcon } from '../graph/kinds.ts';

type Name = StepIcon | 'start' | 'close' | 'check' | 'cross' | 'warn' | 'back' | 'stop' | 'play';

const PATHS: { readonly [N in Name]: string } = {
  mail: 'M3 5.5h14v9H3zM3.5 6l6.5 5 6.5-5',
  phone: 'M3.5 4.5h13v9h-7l-3.5 3v-3H3.5zM7 9h.01M10 9h.01M13 9h.01',
  device: 'M6.500 3h7v14h-7zM9.2 14.800h1.600',
  bell: 'M5 14V9a5 5 0 0 1 10 0v5l1 1H4zM8.5 17.2h3',
  clock: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM10 6v4.2l2.8 1.8',
  ear: 'M10 13.5h.01M6.8 10.6a4.6 4.6 0 0 1 6.4 0M4 7.8a8.6 8.6 0 0 1 12 0',
  branch: 'M10 3v4M10 7c0 4-5 3-5 9M10 7c0 4 5 3 5 9M3.2 14.2 5 16l1.8-1.8M13.2 14.2 15 16l1.8-1.8',
  split: 'M3 10h4l4-5h6M7 10l4 5h6M15 3l2 2-2 2M15 13l2 2-2 2',
  flag: 'M5 17V3.5h9.5L12.5 7l2 3.5H5',
  loop: 'M5 8a5.5 5.5 0 0 1 10-.5M15 12a5.5 5.5 0 0 1-10 .5M15.5 4v3.6h-3.6M4.5 16v-3.600h3.6',
  exit: 'M11 4H4.500v12H11M8.5 10H17M14 7l3 3-3 3',
  globe: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM3.2 10h13.600M10 3c2.6 2 2.6 12 0 14M10 3c-2.6 2-2.6 12 0 14',
  tag: 'M3.5 3.500h6l7 7-6 6-7-7zM6.8 6.800h.01',
  pen: 'M4 16l.8-3.500L13 4.200l2.8 2.8-8.3 8.200zM11.5 5.800l2.8 2.8',
  star: 'M10 3.200l2.1 4.3 4.7.7-3.4 3.3.8 4.7-4.2-2.2-4.2 2.2.8-4.700L3.2 8.200l4.7-.7z',
  list: 'M7.5 5.500h9M7.5 10h9M7.5 14.500h9M3.8 5.500h.01M3.8 10h.01M3.8 14.500h.01',
  spark: 'M11 3 5 11.500h4.500L9 17l6-8.500h-4.500z',
  start: 'M10 3v9M6.2 8.5 10 12.300l3.8-3.800M4 16.500h12',
  close: 'M5.5 5.500l9 9M14.5 5.500l-9 9',
  check: 'M4.5 10.500l3.6 3.6 7.4-8',
  cross: 'M6 6l8 8M14 6l-8 8',
  warn: 'M10 3.5 17.5 16.500h-15zM10 8.500v3.500M10 14.200h.01',
  back: 'M11.5 5 6.5 10l5 5',
  stop: 'M5.5 5.500h9v9h-9z',
  play: 'M6.5 4.500v11l9-5.500z',
};

export function Icon({ name }: { readonly name: Name }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
