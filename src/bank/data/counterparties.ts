/** The catalogue of those whom the customers pay and are paid by. All of them are invented. */

/** How the money moves; decides an entry's codes and wording. */
export type Way =
  | 'card'
  | 'cash'
  | 'directDebit'
  | 'standingOrder'
  | 'paymentIn'
  | 'paymentOut'
  | 'transfer'
  | 'cardRepayment'
  | 'exchange'
  | 'interest'
  | 'fee';

export interface Counterparty {
  /** What the data set chooses by; several may play the same part. */
  role: string;
  way: Way;
  name: string;
  /** Town of a merchant; empty for others. */
  town: string;
  /** ISO 18245 merchant category; empty for others. */
  category: string;
  /** Sort code and account number of a payee or payer. */
  account?: string;
}

type Line = readonly [role: string, way: Way, name: string, town?: string, category?: string, account?: string];

// A ledger entry holds a position in this list: lines are added at the end, never moved or taken out.
const lines: readonly Line[] = [
  ['groceries', 'card', 'Brambleway Foods', 'Leeds', '5411'],
  ['groceries', 'card', 'Pinnock & Daughters', 'Harrogate', '5411'],
  ['groceries', 'card', 'Halfacre Market', 'York', '5411'],
  ['coffee', 'card', 'Kettle & Rook', 'Leeds', '5814'],
  ['coffee', 'card', 'Larkrise Bakery', 'Otley', '5462'],
  ['coffee', 'card', 'The Slow Teapot', 'Ilkley', '5814'],
  ['travel', 'card', 'Cityhop Buses', 'Leeds', '4131'],
  ['travel', 'card', 'Tidewell Rail', 'York', '4112'],
  ['fuel', 'card', 'Northgarth Fuels', 'Wetherby', '5541'],
  ['fuel', 'card', 'Crossways Filling Station', 'Skipton', '5541'],
  ['eatingOut', 'card', 'The Copper Hare', 'Leeds', '5813'],
  ['eatingOut', 'card', 'Saffron Lantern', 'Bradford', '5812'],
  ['eatingOut', 'card', 'Noodle Quarter', 'Leeds', '5812'],
  ['shopping', 'card', 'Thistledown Books', 'Hebden Bridge', '5942'],
  ['shopping', 'card', 'Oakapple Home', 'Harrogate', '5712'],
  ['shopping', 'card', 'Stitch & Bobbin', 'Leeds', '5651'],
  ['shopping', 'card', 'Voltgrove Electricals', 'York', '5732'],
  ['shopping', 'card', 'Parcelnook', 'Online', '5999'],
  ['health', 'card', 'Juniper Pharmacy', 'Leeds', '5912'],
  ['leisure', 'card', 'Wrenfield Picture House', 'Leeds', '7832'],
  ['leisure', 'card', 'Millrace Climbing', 'Halifax', '7997'],
  ['cash', 'cash', 'Cash machine', 'Leeds', ''],
  ['eurozone', 'card', 'Boulangerie du Quai', 'Lyon', '5462'],
  ['eurozone', 'card', 'Trattoria Sette Ponti', 'Bologna', '5812'],
  ['eurozone', 'card', 'Hotel Lindenblick', 'Bregenz', '7011'],
  ['eurozone', 'card', 'Mercado Azulejo', 'Coimbra', '5411'],
  ['states', 'card', 'Blue Heron Diner', 'Astoria OR', '5812'],
  ['states', 'card', 'Third & Maple Market', 'Duluth MN', '5411'],
  ['states', 'card', 'Prairie Star Motel', 'Salina KS', '7011'],
  ['salary', 'paymentIn', 'Harrow & Finch Architects', '', '', '10000155120041'],
  ['wages', 'paymentIn', 'Marram Coast Ceramics', '', '', '10000155120058'],
  ['rent', 'standingOrder', 'Ellerby Lettings', '', '', '10000155120066'],
  ['gift', 'standingOrder', 'Wharfe Valley Food Bank', '', '', '10000155120074'],
  ['mortgage', 'directDebit', 'Roundhay Building Society'],
  ['councilTax', 'directDebit', 'Aireborough Council'],
  ['energy', 'directDebit', 'Skylark Energy'],
  ['water', 'directDebit', 'Dalesflow Water'],
  ['broadband', 'directDebit', 'Threadline Broadband'],
  ['mobile', 'directDebit', 'Pebble Mobile'],
  ['insurance', 'directDebit', 'Foxglove Insurance'],
  ['gym', 'directDebit', 'Millrace Climbing'],
  ['streaming', 'card', 'Lumen Films', 'Online', '4899'],
  ['friend', 'paymentOut', 'A Okonjo', '', '', '10000155120082'],
  ['friend', 'paymentOut', 'T Brandreth', '', '', '10000155120090'],
  ['friendBack', 'paymentIn', 'A Okonjo', '', '', '10000155120082'],
  ['friendBack', 'paymentIn', 'T Brandreth', '', '', '10000155120090'],
  ['client', 'paymentIn', 'Ashdown Cycles Ltd', '', '', '10000155120108'],
  ['client', 'paymentIn', 'Galleon Foods Ltd', '', '', '10000155120116'],
  ['client', 'paymentIn', 'Priory Road Dental', '', '', '10000155120124'],
  ['client', 'paymentIn', 'Stanbury Parish Council', '', '', '10000155120132'],
  ['takings', 'paymentIn', 'Tilda Card Acquiring', '', '', '10000155120140'],
  ['payroll', 'paymentOut', 'Payroll'],
  ['premises', 'standingOrder', 'Canal Wharf Estates', '', '', '10000155120157'],
  ['tax', 'paymentOut', 'Revenue payment', '', '', '10000155120165'],
  ['hosting', 'card', 'Hexalode Hosting', 'Online', '7372'],
  ['stationery', 'card', 'Quillmark Stationers', 'Leeds', '5943'],
  ['courier', 'card', 'Beacon Lane Couriers', 'Leeds', '4215'],
  ['tools', 'card', 'Ironleaf Tools', 'Bradford', '5251'],
  ['supplier', 'paymentOut', 'Garside Timber Ltd', '', '', '10000155120173'],
  ['toSavings', 'transfer', 'Transfer to savings'],
  ['fromSavings', 'transfer', 'Transfer from savings'],
  ['fromCurrent', 'transfer', 'Transfer from current account'],
  ['toCurrent', 'transfer', 'Transfer to current account'],
  ['payCard', 'cardRepayment', 'Credit card payment'],
  ['cardPaid', 'cardRepayment', 'Payment received, thank you'],
  ['buyCurrency', 'exchange', 'Currency bought'],
  ['currencyBought', 'exchange', 'Transfer from GBP account'],
  ['interest', 'interest', 'Gross interest'],
  ['cardInterest', 'interest', 'Interest on purchases'],
  ['monthlyFee', 'fee', 'Account fee'],
  ['investment', 'paymentOut', 'Calder Valley Investments', '', '', '10000155120181'],
  ['club', 'paymentOut', 'Aire Rowing Club', '', '', '10000155120199'],
  ['accountant', 'paymentOut', 'Ledgerwood Accountants', '', '', '10000155120207'],
  ['musicSchool', 'paymentOut', 'Otley Music School', '', '', '10000155120215'],
  ['cottageLet', 'paymentIn', 'Swaledale Cottage Lets', '', '', '10000155120223'],
  ['housekeeping', 'standingOrder', 'Nidd Housekeeping', '', '', '10000155120231'],
];

/** By position: what {@link import('../store/store.ts').LedgerEntry.counterparty} points into. */
const counterparties: readonly Counterparty[] = lines.map(([role, way, name, town = '', category = '', account]) => ({
  role,
  way,
  name,
  town,
  category,
  ...(account === undefined ? {} : { account }),
}));

const positions = new Map<string, number[]>();
counterparties.forEach(({ role }, position) => {
  positions.set(role, [...(positions.get(role) ?? []), position]);
});

/** Positions of all who play a part. Throws when nobody does. */
export function inRole(role: string): readonly number[] {
  const found = positions.get(role);
  if (found === undefined) throw new Error(`Nobody is ${role}`);
  return found;
}

/** The counterparty of an entry. */
export function counterpartyAt(position: number): Counterparty {
  const found = counterparties[position];
  if (found === undefined) throw new Error(`No counterparty ${position}`);
  return found;
}
