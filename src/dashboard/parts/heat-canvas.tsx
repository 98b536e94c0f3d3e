// Draws the tiles that are in sight, and nothing else: ten thousand accounts cost what forty cost.
import { useEffect, useRef, useState } from 'react';
import type { AccountTiles } from '../client/types.ts';
import { onThemeChange } from '../theme.ts';
import { statusOf, TILE, tileWidth, type Place, type Window } from '../view/tiles-view.ts';

interface CanvasProps {
  readonly rows: readonly AccountTiles[];
  readonly window: Window;
  readonly days: number;
  readonly chosen: Place | null;
  readonly onPoint: (place: Place | null) => void;
  readonly onOpen: () => void;
}

export function HeatCanvas({ rows, window: shown, days, chosen, onPoint, onOpen }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [theme, setTheme] = useState(0);
  useEffect(() => onThemeChange(() => setTheme((count) => count + 1)), []);
  const height = (shown.end - shown.first) * TILE.height;
  const width = tileWidth(days);
  useEffect(() => {
    if (canvas.current !== null) draw(canvas.current, { rows, shown, days, chosen });
  }, [rows, shown, days, chosen, theme]);
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
  readonly chosen: Place | null;
}

function draw(canvas: HTMLCanvasElement, { rows, shown, days, chosen }: Drawing): void {
  const ratio = window.devicePixelRatio;
  const height = (shown.end - shown.first) * TILE.height;
  const width = tileWidth(days);
  canvas.width = days * width * ratio;
  canvas.height = height * ratio;
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  pen.scale(ratio, ratio);
  const colorOf = readColors();
  for (let row = shown.first; row < shown.end; row += 1) {
    const letters = rows[row]?.days ?? '';
    for (let day = 0; day < days; day += 1) {
      const [x, y] = [day * width, (row - shown.first) * TILE.height];
      pen.fillStyle = colorOf(letters[day] ?? '.');
      pen.fillRect(x, y, width - TILE.gap, TILE.height - TILE.gap);
      if (letters[day] === 'f') markFailure(pen, { x, y, width });
    }
  }
  if (chosen !== null) frame(pen, { x: chosen.day * width, y: (chosen.row - shown.first) * TILE.height, width });
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

/** Once per picture: looking a colour up is slow. */
function readColors(): (letter: string) => string {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<string, string>();
  return (letter) => {
    const color = known.get(letter) ?? style.getPropertyValue(`--tile-${statusOf(letter) ?? 'none'}`).trim();
    known.set(letter, color);
    return color;
  };
}
