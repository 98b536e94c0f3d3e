// The name of one forecast on its way to the webhook: by date first, so that lists come in the order of days.
import type { Forecast, StoredForecast } from './types.ts';

export const deliveryId = ({
  accountId,
  businessDate,
  revision,
}: Pick<Forecast, 'accountId' | 'businessDate'> & Pick<StoredForecast, 'revision'>): string =>
  `${businessDate}/${accountId}/${revision}`;
