import { Fragment, type VNode } from 'preact';

/** Between the words of a constant (kTMSDK·Error·Login·Net·Error) and the parts of an address. */
const JOINT = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[_/.])(?=\w)/;

/** A text whose constants and addresses break where a person would break them. */
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
