// Draws the tiles that are in sight, and nothing else: ten thousand accounts cost what forty cost.
import { useEffect, useMemo, useRef, useState } from 'react';
import type { AccountTiles } from '../client/types.ts';
import { onThemeChange } from '../theme.ts';
import { statusOf, TILE, type Place, type Window } from '../view/tiles-view.ts';

interface CanvasProps {
  readonly rows: readonly AccountTiles[];
  readonly window: Window;
  readonly days: number;
  /** Of a day, in px. */
  readonly width: number;
  readonly chosen: Place | null;
  readonly onPoint: (place: Place | null) => void;
  readonly onOpen: () => void;
}

export function HeatCanvas({ rows, window: shown, days, width, chosen, onPoint, onOpen }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [theme, setTheme] = useState(0);
  useEffect(() => onThemeChange(() => setTheme((count) => count + 1)), []);
  const height = (shown.end - shown.first) * TILE.height;
  // Read again when the theme changes.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const colorOf = useMemo(readColors, [theme]);
  useEffect(() => {
    if (canvas.current !== null) draw(canvas.current, { rows, shown, days, width, chosen, colorOf });
  }, [rows, shown, days, width, chosen, colorOf]);
  const placeAt = (x: number, y: number): Place | null => {
    const place = { row: shown.first + Math.floor(y / TILE.height), day: Math.floor(x / width) };
    return place.row < rows.length && place.day >= 0 && place.day < days ? place : null;
  };
  return (
    // Keys are handled by the box around it, which has the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <canvas
      ref={canvas}
      className="heat-canvas"
      aria-hidden="true"
      style={{ width: days * width, height }}
      onMouseMove={({ nativeEvent: { offsetX, offsetY } }) => onPoint(placeAt(offsetX, offsetY))}
      onClick={onOpen}
    />
  );
}

interface Drawing {
  readonly rows: readonly AccountTiles[];
  readonly shown: Window;
  readonly days: number;
  readonly width: number;
  readonly chosen: Place | null;
  readonly colorOf: (letter: string) => string;
}

function draw(canvas: HTMLCanvasElement, { rows, shown, days, width, chosen, colorOf }: Drawing): void {
  const pen = cleanSheet(canvas, { width: days * width, height: (shown.end - shown.first) * TILE.height });
  if (pen === null) return;
  let before = '';
  for (let row = shown.first; row < shown.end; row += 1) {
    const letters = rows[row]?.days ?? '';
    const y = (row - shown.first) * TILE.height;
    for (let day = 0; day < days; day += 1) {
      const letter = letters[day] ?? '.';
      // Neighbours are mostly alike, and a colour is read anew each time that it is set.
      if (letter !== before) pen.fillStyle = colorOf(letter);
      before = letter;
      pen.fillRect(day * width, y, width - TILE.gap, TILE.height - TILE.gap);
      if (letter === 'f') markFailure(pen, { x: day * width, y, width });
    }
  }
  if (chosen !== null) frame(pen, { x: chosen.day * width, y: (chosen.row - shown.first) * TILE.height, width });
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

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** A failed tile carries a cross: colour alone says nothing to some readers. */
function markFailure(pen: CanvasRenderingContext2D, { x, y, width }: Box): void {
  const [middleX, middleY] = [x + (width - TILE.gap) / 2, y + (TILE.height - TILE.gap) / 2];
  pen.strokeStyle = '#ffffff';
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(middleX - 3, middleY - 3);
  pen.lineTo(middleX + 3, middleY + 3);
  pen.moveTo(middleX + 3, middleY - 3);
  pen.lineTo(middleX - 3, middleY + 3);
  pen.stroke();
}

function frame(pen: CanvasRenderingContext2D, { x, y, width }: Box): void {
  pen.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue('--text').trim();
  pen.lineWidth = 2;
  pen.strokeRect(x, y, width - TILE.gap, TILE.height - TILE.gap);
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
