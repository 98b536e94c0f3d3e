// What the server says to people, with commands between backticks shown as such.
import { Fragment } from 'react';

export const Spoken = ({ text }: { readonly text: string }) =>
  text
    .split('`')
    // Every second piece lies between two backticks; pieces of a text never change their places.
    .map((piece, index) => <Fragment key={index}>{index % 2 === 1 ? <code>{piece}</code> : piece}</Fragment>);
