// Takes pictures of every screen over the fake backend: node scripts/screenshots.mjs [folder] [name filter]
// It expects `npm run dev` to be running.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [folder = 'screenshots', only = ''] = process.argv.slice(2);
const origin = process.env.ORIGIN ?? 'http://localhost:5173';
const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
const pick = (name) => async (page) => {
  await page
    .getByRole('row', { name: new RegExp(name) })
    .first()
    .click();
};
const press = (name) => async (page) => {
  await page.getByRole('button', { name }).first().click();
};
/** Goes to the first or last line of the fleet's editor and types there. */
const type = (end, text) => async (page) => {
  await page.locator('.cm-content').click();
  await page.keyboard.press(`Control+${end}`);
  await page.keyboard.type(text);
};
const after =
  (...steps) =>
  async (page) => {
    for (const step of steps) {
      await step(page);
      await page.waitForTimeout(350);
    }
  };

const frozen = '/applications/ocean/initech/initech-shop-prod';
const breaking = [
  press('Deploy now'),
  press('Break glass…'),
  (page) => page.getByLabel(/What is broken/).fill('Checkout fails for every customer of initech'),
];

// The router takes the page's own query for the end of the hash's: a last parameter takes that in.
const screens = [
  { name: 'home-ops', query: 'as=ops1@ocean', hash: '/' },
  { name: 'home-dev', query: 'as=dev1@harbor', hash: '/' },
  { name: 'applications', query: 'as=ops1@ocean', hash: '/applications', act: pick('acme-shop-prod') },
  {
    name: 'applications-diff',
    query: 'as=ops1@ocean',
    hash: '/applications/ocean/acme/acme-shop-prod',
    act: async (page) => page.getByRole('tab', { name: /Diff/ }).click(),
  },
  { name: 'deploy', query: 'as=ops1@ocean', hash: '/applications/ocean/acme/acme-shop-prod', act: press('Deploy now') },
  {
    name: 'deploy-running',
    query: 'as=ops1@ocean',
    hash: '/applications/ocean/acme/acme-shop-prod',
    act: after(
      press('Deploy now'),
      (page) => page.getByLabel(/to confirm/).fill('acme-shop-prod'),
      press(/^Deploy acme/),
      (page) => page.waitForTimeout(2400),
    ),
  },
  {
    name: 'denied',
    query: 'as=dev1@harbor',
    hash: '/applications',
    act: after(
      pick('acme-shop-prod'),
      (page) => page.getByRole('button', { name: 'Deploy now' }).hover(),
      (page) => page.waitForTimeout(500),
    ),
  },
  { name: 'signed-out', query: 'as=ops1@ocean&signedout', hash: '/applications', act: press(/Sign in to ocean/) },
  { name: 'releases', query: 'as=devops1@harbor', hash: '/releases', act: pick('acme-dev') },
  {
    name: 'rollback',
    query: 'as=devops1@harbor',
    hash: '/releases/devops1@harbor/acme-dev/shop',
    act: (page) => page.getByRole('button', { name: 'Roll back', disabled: false }).first().click(),
  },
  { name: 'clusters', query: 'as=ops1@ocean', hash: '/clusters', act: press('ops1@ocean') },
  { name: 'pods', query: 'as=dev1@harbor', hash: '/clusters/dev1@harbor/pods' },
  { name: 'connections', query: 'as=ops1@ocean', hash: '/connections?open=vault%2Fmain&last=' },
  { name: 'connections-tls', query: 'as=ops1@ocean', hash: '/connections?open=argocd%2Focean&last=' },
  { name: 'connections-sign-in', query: 'as=ops1@ocean', hash: '/connections?open=git%2Fcode&signIn=git%2Fcode&last=' },
  { name: 'connections-locked', query: 'as=ops1@ocean&locked', hash: '/connections' },
  { name: 'connections-empty', query: 'fake=empty&as=ops1@ocean', hash: '/connections' },
  {
    name: 'connections-failing',
    query: 'fake=failing&as=ops1@ocean',
    hash: '/connections?open=vault%2Fmain&last=',
    wait: 2500,
  },
  { name: 'connections-forbidden', query: 'fake=forbidden&as=dev1@harbor', hash: '/connections?open=git%2Fcode&last=' },
  { name: 'badge', query: 'as=devops1@harbor', hash: '/', act: press(/Acting as/) },
  { name: 'self-declared', query: 'as=dev1@harbor&unmapped', hash: '/', act: press(/Acting as/) },
  { name: 'fleet', query: 'as=devops1@harbor', hash: '/fleet' },
  {
    name: 'fleet-problems',
    query: 'as=devops1@harbor',
    hash: '/fleet',
    act: after(type('Home', 'colour: blue\n'), (page) => page.waitForTimeout(600)),
  },
  { name: 'fleet-completion', query: 'as=devops1@harbor', hash: '/fleet', act: type('End', 'si') },
  {
    name: 'fleet-save',
    query: 'as=devops1@harbor',
    hash: '/fleet',
    act: after(type('End', '# Otto joins in May\n'), press('Review and save')),
  },
  { name: 'fleet-denied', query: 'as=ops1@ocean', hash: '/fleet' },
  { name: 'fleet-git', query: 'as=devops1@harbor&git', hash: '/fleet' },
  { name: 'fleet-failing', query: 'fake=failing&as=devops1@harbor', hash: '/fleet', wait: 2500 },
  { name: 'fleet-first', query: 'fake=empty&as=dev1@harbor', hash: '/fleet' },
  {
    name: 'fleet-proposed',
    query: 'fake=empty&as=dev1@harbor',
    hash: '/fleet',
    act: after(press('Propose a fleet file'), (page) => page.waitForTimeout(800)),
  },
  { name: 'unclassified', query: 'as=legacy@quay', hash: '/clusters', act: press(/^legacy@quay$/) },
  {
    name: 'classify',
    query: 'as=legacy@quay',
    hash: '/clusters',
    act: after(press(/^legacy@quay$/), press(/^Classify$/)),
  },
  { name: 'audit', query: 'as=ops1@ocean', hash: '/audit', act: pick('globex-billing-stage') },
  { name: 'audit-refused', query: 'as=ops1@ocean', hash: '/audit?f={"outcome":["refused"]}', act: pick('Refused') },
  { name: 'audit-span', query: 'as=ops1@ocean', hash: '/audit', act: press('Filter by When') },
  { name: 'audit-export', query: 'as=ops1@ocean', hash: '/audit?t={"at":"7d"}', act: press('Export') },
  {
    name: 'audit-exported',
    query: 'as=ops1@ocean',
    hash: '/audit',
    act: after(press('Export'), press(/^Export 14/), (page) => page.waitForTimeout(1500)),
  },
  { name: 'audit-tampered', query: 'tampered&as=ops1@ocean', hash: '/audit' },
  { name: 'audit-empty', query: 'fake=empty&as=ops1@ocean', hash: '/audit' },
  { name: 'audit-failing', query: 'fake=failing&as=ops1@ocean', hash: '/audit', wait: 2500 },
  { name: 'duties', query: 'as=dev1@harbor', hash: '/duties' },
  {
    name: 'duties-explained',
    query: 'as=dev1@harbor',
    hash: '/duties?action=argocd.application.sync&cluster=ocean&namespace=acme-prod&name=acme-shop-prod&product=shop&customer=acme&',
  },
  {
    name: 'duties-what-if',
    query: 'as=dev1@harbor',
    hash: '/duties?action=argocd.application.sync&environment=prod&customer=initech&role=operations&',
  },
  {
    name: 'duties-nothing-fits',
    query: 'as=dev1@harbor',
    hash: '/duties',
    act: (page) => page.getByLabel('Filter duties').fill('nothing of the kind'),
  },
  { name: 'duties-failing', query: 'fake=failing&as=dev1@harbor', hash: '/duties', wait: 2500 },
  { name: 'held', query: 'as=ops1@ocean', hash: frozen, act: press('Deploy now') },
  { name: 'break-glass', query: 'as=ops1@ocean', hash: frozen, act: after(...breaking) },
  {
    name: 'emergency',
    query: 'as=ops1@ocean',
    hash: frozen,
    act: after(
      ...breaking,
      (page) => page.getByLabel(/Type initech/).fill('initech-shop-prod'),
      press(/^Break glass: Deploy/),
      press('Close and follow in the tray'),
      (page) => page.getByRole('region', { name: 'Emergencies' }).getByRole('button', { name: 'Acknowledge' }).hover(),
    ),
  },
  { name: 'siem', query: 'as=ops1@ocean', hash: '/siem' },
  { name: 'siem-trouble', query: 'as=ops1@ocean&siem', hash: '/siem' },
  {
    name: 'siem-light',
    query: 'as=ops1@ocean&siem',
    hash: '/',
    act: after(
      (page) => page.getByRole('link', { name: /SIEM wants/ }).hover(),
      (page) => page.waitForTimeout(500),
    ),
  },
  { name: 'siem-token', query: 'as=ops1@ocean&siem', hash: '/siem', act: press(/^Sign in/) },
  { name: 'siem-empty', query: 'fake=empty&as=ops1@ocean', hash: '/siem' },
  { name: 'siem-failing', query: 'fake=failing&as=ops1@ocean', hash: '/siem', wait: 2500 },
  {
    name: 'palette',
    query: 'as=ops1@ocean',
    hash: '/',
    act: after(
      (page) => page.keyboard.press('Control+k'),
      (page) => page.keyboard.type('shop'),
    ),
  },
  { name: 'contexts', query: 'as=ops1@ocean', hash: '/', act: press(/^Context:/) },
  { name: 'empty', query: 'fake=empty&as=ops1@ocean', hash: '/applications' },
  { name: 'failing', query: 'fake=failing&as=ops1@ocean', hash: '/releases', wait: 2500 },
  { name: 'forbidden', query: 'fake=forbidden&as=dev1@harbor', hash: '/clusters/dev1@harbor/pods' },
  { name: 'home-failing', query: 'fake=failing&as=ops1@ocean', hash: '/', wait: 2500 },
  { name: 'home-empty', query: 'fake=empty&as=ops1@ocean', hash: '/' },
];

const axe = process.env.AXE ? readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8') : '';

/** Prints what axe finds on a page. */
async function examine(page, where) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  for (const { id, nodes } of violations) {
    process.stdout.write(
      `${where}: ${id}: ${nodes
        .map((node) => node.target.join(' '))
        .slice(0, 3)
        .join(' | ')}\n`,
    );
    if (id === 'color-contrast') process.stdout.write(`  ${nodes[0].any[0]?.message}\n`);
  }
}

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
for (const colorScheme of process.env.THEME ? [process.env.THEME] : ['light', 'dark']) {
  for (const viewport of process.env.WIDE ? sizes : sizes.slice(0, 1)) {
    const context = await browser.newContext({ viewport, colorScheme });
    for (const { name, query, hash, act, wait } of screens.filter((screen) => screen.name.includes(only))) {
      const page = await context.newPage();
      page.on('pageerror', (error) => process.stderr.write(`${name}: ${error.message}\n`));
      page.on(
        'console',
        (message) => message.type() === 'error' && process.stderr.write(`${name}: ${message.text()}\n`),
      );
      await page.goto(`${origin}/?still&${query}#${hash}`);
      await page.waitForTimeout(wait ?? 900);
      try {
        page.setDefaultTimeout(15_000);
        await act?.(page);
      } catch (error) {
        process.stderr.write(`${name}: ${error.message.split('\n')[0]}\n`);
      }
      await page.waitForTimeout(500);
      if (axe) await examine(page, `${name} ${colorScheme}`);
      await page.screenshot({ path: `${folder}/${name}-${colorScheme}-${viewport.width}.png` });
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
