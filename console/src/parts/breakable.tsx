import { Fragment, type VNode } from 'preact';

/** Between the words that a constant of a program is made of: kTMSDK·Error·Login·Net·Error. */
const JOINT = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=_)/;

/** A text whose constants break between their words where they must break at all. */
export function Breakable({ text }: { readonly text: string }): VNode {
  return (
    <>
      {text.split(JOINT).map((piece, at) => (
        <Fragment key={at}>
          {at > 0 && <wbr />}
          {piece}
        </Fragment>
      ))}
    </>
  );
}
