// A class is used and defined, or neither.
import plain from './plain.module.css';
import css from './probe.module.css';
import undeclared from './undeclared.module.css';

export const Probe = ({ tom, tons }: { tom: string; tons: Record<string, string> }) => (
  <p className={`${css.used} ${css['hyphen-ated']} ${css[tom]} ${css[`ponta-${tom}`]} ${css[tons[tom]]}`}>
    <b className={css.missing} /* refused: cssModules */ />
    <b className={css['miss-ing']} /* refused: cssModules */ />
    <b className={css[`miss-${tom}`]} /* refused: cssModules */ />
    <b className={undeclared[tom]} /* refused: cssModules */ />
    <b className={plain.fixed} />
    <b className="known" />
    <b className={`${plain.fixed} known`} />
    <b className="known unknown" /* refused: cssModules */ />
    <b className={`${plain.fixed} unknown`} /* refused: cssModules */ />
    <i {...css} /* refused: cssModules */ />
  </p>
);
