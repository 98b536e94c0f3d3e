// Accounts x days. Scrolls through any number of accounts; pointer or arrow keys choose a day, Enter or a click opens it.
import { useNavigate } from '@tanstack/react-router';
import {
  memo,
  useCallback,
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import type { AccountTiles } from '../client/types.ts';
import { formatDayMonth } from '../format/dates.ts';
import {
  accountDayId,
  describeTile,
  isThere,
  movePlace,
  topRowAt,
  TILE,
  tileWidth,
  windowOf,
  type Place,
} from '../view/tiles-view.ts';
import { HeatCanvas } from './heat-canvas.tsx';
import { HeatLabels } from './heat-labels.tsx';
import { useRoom } from './use-room.ts';

interface HeatProps {
  /** As far as they are loaded, in order. */
  readonly rows: readonly AccountTiles[];
  readonly total: number;
  readonly dates: readonly string[];
  /** Called when rows that are not loaded yet come near; null: nobody gets them by himself. */
  readonly onMore: (() => void) | null;
}

const HEIGHT = 540;
/** A quick scroll finds its rows there, and asking for them is seldom part of a frame that draws many. */
const AHEAD_ROWS = 250;
const DATES_HEIGHT = 22;
const SCROLLBAR = 14;

export function HeatMap({ rows, total, dates, onMore }: HeatProps) {
  const box = useRef<HTMLDivElement>(null);
  // By whole rows: what moves less needs no new picture.
  const [topRow, setTopRow] = useState(0);
  const measures = useMeasures(box, dates.length);
  const { width } = measures;
  const { place, setPlace, open, onKey } = useChoice(rows, dates, (next) => keepInSight(box.current, next, measures));
  const { first, end } = windowOf(topRow, HEIGHT, total);
  const isShort = end + AHEAD_ROWS > rows.length && rows.length < total;
  useEffect(() => {
    if (isShort) onMore?.();
  }, [isShort, onMore, rows.length]);
  return (
    <>
      <Readout row={rows[place?.row ?? -1]} dates={dates} place={place} />
      {/* A widget of its own, with keys of its own; the rule does not know the role. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={box}
        className="heat"
        style={{ height: Math.min(HEIGHT, total * TILE.height + DATES_HEIGHT + SCROLLBAR) }}
        role="application"
        aria-label="Accounts by day; arrow keys choose a day, Enter opens it"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onScroll={({ currentTarget }) => setTopRow(topRowAt(currentTarget.scrollTop))}
        onKeyDown={onKey}
        onMouseLeave={() => setPlace(null)}
      >
        <Dates dates={dates} width={width} />
        <Spacer height={total * TILE.height} />
        <Shifted top={DATES_HEIGHT + first * TILE.height}>
          <HeatLabels rows={rows} first={first} end={end} />
          <div className="heat-tiles">
            <HeatCanvas
              rows={rows}
              first={first}
              end={end}
              days={dates.length}
              width={width}
              onPoint={setPlace}
              onOpen={open}
            />
            {place === null ? null : <Chosen place={place} first={first} width={width} />}
          </div>
        </Shifted>
      </div>
    </>
  );
}

/** In px. */
interface Measures {
  /** What the box leaves beside the names of the accounts, which stay where they are; 0 until it is measured. */
  readonly room: number;
  /** Of a tile with its gap. */
  readonly width: number;
}

function useMeasures(box: RefObject<HTMLDivElement | null>, days: number): Measures {
  const room = useRoom(box);
  const width = tileWidth(days, room);
  // The newest days are on the right.
  useEffect(() => {
    box.current?.scrollTo({ left: box.current.scrollWidth });
  }, [box, days, width]);
  return { room, width };
}

/** The day that pointer or keys chose, and the way to its run. */
function useChoice(rows: readonly AccountTiles[], dates: readonly string[], onMove: (chosen: Place) => void) {
  const [place, setPlace] = useState<Place | null>(null);
  const navigate = useNavigate();
  const open = useCallback(
    (chosen: Place | null): void => {
      const [row, date] = [rows[chosen?.row ?? -1], dates[chosen?.day ?? -1]];
      if (row === undefined || date === undefined || row.days[chosen?.day ?? -1] === '.') return;
      void navigate({ to: '/runs/$id', params: { id: accountDayId(date, row.accountId) } });
    },
    [rows, dates, navigate],
  );
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') return open(place);
    const next = movePlace(place, event.key, { rows: rows.length, days: dates.length });
    if (next === null) return;
    event.preventDefault();
    setPlace(next);
    onMove(next);
  };
  return { place: isThere(place, { rows: rows.length, days: dates.length }) ? place : null, setPlace, open, onKey };
}

function keepInSight(box: HTMLDivElement | null, { row, day }: Place, { width, room }: Measures): void {
  if (box === null) return;
  const x = day * width;
  if (x < box.scrollLeft) box.scrollLeft = x;
  if (x + width > box.scrollLeft + room) box.scrollLeft = x + width - room;
  const y = row * TILE.height;
  if (y < box.scrollTop) box.scrollTop = y;
  const seen = box.clientHeight - DATES_HEIGHT;
  if (y + TILE.height > box.scrollTop + seen) box.scrollTop = y + TILE.height - seen;
}

/** As high as all rows together, so that the scroll bar tells the truth. */
const Spacer = ({ height }: { readonly height: number }) => <div className="heat-spacer" style={{ height }} />;

interface ShiftedProps {
  readonly top: number;
  readonly children: ReactNode;
}

const Shifted = ({ top, children }: ShiftedProps) => (
  <div className="heat-rows" style={{ transform: `translateY(${top}px)` }}>
    {children}
  </div>
);

interface ChosenProps {
  readonly place: Place;
  readonly first: number;
  /** Of a tile with its gap. */
  readonly width: number;
}

/** A frame above the picture, which stays as it is while the pointer moves. */
const Chosen = ({ place: { row, day }, first, width }: ChosenProps) => (
  <div
    className="heat-chosen"
    style={{
      width: width - TILE.gap,
      height: TILE.height - TILE.gap,
      transform: `translate(${day * width}px, ${(row - first) * TILE.height}px)`,
    }}
  />
);

/** Every seventh day has its date. */
const Dates = memo(({ dates, width }: { readonly dates: readonly string[]; readonly width: number }) => (
  <ol className="heat-dates" aria-hidden="true">
    {dates.map((date, index) => (
      <li key={date} style={{ width }}>
        {(dates.length - 1 - index) % 7 === 0 ? <span>{formatDayMonth(date)}</span> : null}
      </li>
    ))}
  </ol>
));

interface ReadoutProps {
  readonly row: AccountTiles | undefined;
  readonly dates: readonly string[];
  readonly place: Place | null;
}

const Readout = memo(({ row, dates, place }: ReadoutProps) => {
  const date = dates[place?.day ?? -1];
  const text = row === undefined || date === undefined || place === null ? null : describeTile(row, date, place.day);
  return (
    <output className="readout">{text ?? <span className="muted">Point at a day, or use the arrow keys</span>}</output>
  );
});
