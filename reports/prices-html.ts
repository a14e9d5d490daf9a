// The price list as HTML: what is believed, what it costs, and pictures of both where there are enough settings for one.
import type { CrowdResult } from '../properties/result.ts';
import { wordsTable } from './html-tables.ts';
import { paragraph, pictured } from './page.ts';
import { pricePictures } from './price-chart.ts';
import { beliefRows, costRows, PRICES_HELP, priceSentences } from './prices.ts';

export const pricesBody = (prices: readonly CrowdResult[]): string =>
  [
    ...[...priceSentences(prices), PRICES_HELP].map(paragraph),
    ...pricePictures(prices).map(pictured),
    wordsTable('What an observer of the links believes', beliefRows(prices)),
    wordsTable('What it costs, and what others see', costRows(prices)),
  ].join('\n');
