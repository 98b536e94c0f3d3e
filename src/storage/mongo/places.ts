// Where a page of a list that is newest first, then by id, goes on.
import type { Document } from 'mongodb';
import type { ListPlace } from '../../ports/store.ts';

/** @param time the field that the list is ordered by. Nothing without a place. */
export const behind = (time: string, place: ListPlace | undefined): Document =>
  place === undefined
    ? {}
    : { [time]: { $lte: place.at }, $or: [{ [time]: { $lt: place.at } }, { _id: { $gt: place.id } }] };
