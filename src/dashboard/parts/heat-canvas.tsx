// Draws the tiles that are in sight, and nothing else: ten thousand accounts cost what forty cost.
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { AccountTiles } from '../client/types.ts';
import { onThemeChange } from '../theme.ts';
import { statusOf, stretchesOf, TILE, type Place, type Window } from '../view/tiles-view.ts';

interface CanvasProps extends Window {
  readonly rows: readonly AccountTiles[];
  readonly days: number;
  /** Of a day, in px. */
  readonly width: number;
  readonly onPoint: (place: Place | null) => void;
  readonly onOpen: (place: Place | null) => void;
}

export const HeatCanvas = memo(({ rows, first, end, days, width, onPoint, onOpen }: CanvasProps) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [theme, setTheme] = useState(0);
  useEffect(() => onThemeChange(() => setTheme((count) => count + 1)), []);
  // Read again when the theme changes.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const colorOf = useMemo(readColors, [theme]);
  // Together with the labels beside it.
  useLayoutEffect(() => {
    if (canvas.current !== null) draw(canvas.current, { rows, first, end, days, width, colorOf });
  }, [rows, first, end, days, width, colorOf]);
  const placeAt = ({ offsetX, offsetY }: MouseEvent): Place | null => {
    const place = { row: first + Math.floor(offsetY / TILE.height), day: Math.floor(offsetX / width) };
    return place.row < rows.length && place.day >= 0 && place.day < days ? place : null;
  };
  return (
    // Keys are handled by the box around it, which has the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <canvas
      ref={canvas}
      className="heat-canvas"
      aria-hidden="true"
      style={{ width: days * width, height: (end - first) * TILE.height }}
      onMouseMove={({ nativeEvent }) => onPoint(placeAt(nativeEvent))}
      onClick={({ nativeEvent }) => onOpen(placeAt(nativeEvent))}
    />
  );
});

interface Drawing extends Window {
  readonly rows: readonly AccountTiles[];
  readonly days: number;
  readonly width: number;
  readonly colorOf: (letter: string) => string;
}

/** Days that are alike are one stroke; the gaps between tiles are cut out afterwards, and the crosses are one path. */
function draw(canvas: HTMLCanvasElement, { rows, first, end, days, width, colorOf }: Drawing): void {
  const size = { width: days * width, height: (end - first) * TILE.height };
  const pen = cleanSheet(canvas, size);
  if (pen === null) return;
  const failures: Box[] = [];
  for (let row = first; row < end; row += 1) {
    const y = (row - first) * TILE.height;
    for (const { letter, from, to } of stretchesOf(rows[row]?.days ?? '', days)) {
      pen.fillStyle = colorOf(letter);
      pen.fillRect(from * width, y, (to - from) * width, TILE.height);
      if (letter !== 'f') continue;
      for (let day = from; day < to; day += 1) failures.push({ x: day * width, y, width });
    }
  }
  cutGaps(pen, { ...size, tile: width });
  markFailures(pen, failures);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A canvas whose size is set is made anew, also when it is the same size. */
function cleanSheet(canvas: HTMLCanvasElement, { width, height }: Size): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
  const pen = canvas.getContext('2d');
  pen?.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen?.clearRect(0, 0, width, height);
  return pen;
}

function cutGaps(pen: CanvasRenderingContext2D, { width, height, tile }: Size & { readonly tile: number }): void {
  for (let x = tile; x <= width; x += tile) pen.clearRect(x - TILE.gap, 0, TILE.gap, height);
  for (let y = TILE.height; y <= height; y += TILE.height) pen.clearRect(0, y - TILE.gap, width, TILE.gap);
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** A failed tile carries a cross: colour alone says nothing to some readers. */
function markFailures(pen: CanvasRenderingContext2D, failures: readonly Box[]): void {
  pen.strokeStyle = '#ffffff';
  pen.lineWidth = 1.5;
  pen.beginPath();
  for (const { x, y, width } of failures) {
    const [middleX, middleY] = [x + (width - TILE.gap) / 2, y + (TILE.height - TILE.gap) / 2];
    pen.moveTo(middleX - 3, middleY - 3);
    pen.lineTo(middleX + 3, middleY + 3);
    pen.moveTo(middleX + 3, middleY - 3);
    pen.lineTo(middleX - 3, middleY + 3);
  }
  pen.stroke();
}

/** Each is looked up once: that is slow. */
function readColors(): (letter: string) => string {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<string, string>();
  return (letter) => {
    const color = known.get(letter) ?? style.getPropertyValue(`--tile-${statusOf(letter) ?? 'none'}`).trim();
    known.set(letter, color);
    return color;
  };
}
