import { expect, test } from 'vitest'
import { readDocument } from '../../src/reading/document.ts'

const page = `<!DOCTYPE html>
<html><head><title>Hosts to reach</title><meta name="ms.date" content="2024-02-01"><script>var x = "script.reach.net"</script></head>
<body>
<header><nav><ul><li><a href="/">nav.reach.net</a></li></ul></nav></header>
<main id="main">
<h1>Hosts to reach</h1>
<h2 id="session">Session hosts</h2>
<p>Allow the following endpoints:</p>
<div class="tabGroup">
<ul role="tablist"><li role="presentation"><a href="#p1" role="tab" aria-controls="p1">Public cloud</a></li>
<li role="presentation"><a href="#p2" role="tab" aria-controls="p2">Government</a></li></ul>
<section id="p1" role="tabpanel">
<table>
<thead><tr><th>Address</th><th>Protocol</th><th>Outbound port</th><th>Purpose</th></tr></thead>
<tbody>
<tr><td><code>*.a.reach.net</code><br>
<code>b.reach.net</code></td><td>TCP</td><td>443</td><td>Agent <a href="https://docs.reach.net/x">traffic</a></td></tr>
<tr><td><ul><li>c.reach.net</li>
<li>&lt;tenant&gt;.reach.net</li></ul></td><td>TCP</td><td>80</td><td>Other</td></tr>
</tbody></table>
</section>
<section id="p2" role="tabpanel" hidden>
<ul><li><code>d.reach.us</code> for <em>Gov</em></li></ul>
</section>
</div>
<div class="NOTE"><p>Note</p><p>Clients also need access to
e.reach.net.</p></div>
<pre><code class="lang-ini">f.reach.net
g.reach.net
</code></pre>
<div id="feedback"><p>Allow access to feedback.reach.net.</p></div>
</main>
<footer><p>You must allow footer.reach.net</p></footer>
</body></html>`

test('The main part of an HTML page is read, each address on the line of the body that holds it', async () => {
  const { entries, title, date } = await readDocument(page, { format: 'html' })
  expect([title, date]).toEqual(['Hosts to reach', '2024-02-01'])
  const rows = entries.flatMap(({ address, occurrences }) =>
    occurrences.map(({ line, tab, ports }) => [line, address, tab, ports.join()]),
  )
  expect(rows.sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual([
    [16, '*.a.reach.net', 'Public cloud', '443'],
    [17, 'b.reach.net', 'Public cloud', '443'],
    [18, 'c.reach.net', 'Public cloud', '80'],
    [19, '<tenant>.reach.net', 'Public cloud', '80'],
    [23, 'd.reach.us', 'Government', ''],
    [27, 'e.reach.net', null, ''],
    [28, 'f.reach.net', null, ''],
    [29, 'g.reach.net', null, ''],
  ])
})

test('An error page or a page to sign in lists nothing', async () => {
  const error =
    '<html><body><h1>404</h1><p>Go to https://reach.net or <a href="https://support.reach.net">support.reach.net</a>.</p></body></html>'
  expect((await readDocument(error, { format: 'html' })).entries).toEqual([])
})

test('Markdown goes the same way as ever', async () => {
  const { entries } = await readDocument('# URLs\n\n- a.reach.net', { format: 'markdown' })
  expect(entries.map((one) => one.address)).toEqual(['a.reach.net'])
})

test('Elements nested without end are refused', async () => {
  const reading = readDocument('<div>'.repeat(20_000), { format: 'html' })
  await expect(reading).rejects.toThrow('the page is not read')
})
