import { NumberInput } from '@mantine/core';
import { NAMES, QUOTAS, type QuotaName } from './usage';
import classes from './tenants.module.css';

/** One number for each quota; empty is unlimited. */
export function QuotaFields({ input, readOnly }: { input: (name: QuotaName) => object; readOnly?: boolean }) {
  return (
    <div className={classes.quotas}>
      {NAMES.map(name => (
        <NumberInput
          key={name}
          label={QUOTAS[name].label}
          description={QUOTAS[name].description}
          placeholder="no limit"
          min={0}
          max={2_147_483_647}
          allowDecimal={false}
          thousandSeparator=","
          readOnly={readOnly}
          {...input(name)}
        />
      ))}
    </div>
  );
}
