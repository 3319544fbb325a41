import { Fragment } from 'react';
import { lanchonete } from './lanchonete.ts';

/** The name of the lanchonete as it is drawn: an ampersand in another colour, which the element around it gives. */
export function Marca() {
  return lanchonete.split('&').map((parte, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
    <Fragment key={i}>
      {i > 0 && <span>&amp;</span>}
      {parte}
    </Fragment>
  ));
}
