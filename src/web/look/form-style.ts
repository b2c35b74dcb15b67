/** Forms, as part of the one style sheet. */
export const formStyle = `
.form{max-width:46rem}
.form section{margin-top:1.75rem;padding-top:1.5rem;border-top:1px solid var(--edge)}
.form section:first-of-type{border-top:0;padding-top:0;margin-top:1.25rem}
.item{margin:0 0 1.25rem;padding:0;border:0;min-width:0;max-width:34rem}
fieldset.item{max-width:none}
fieldset:focus{outline:none}
legend{padding:0;font-weight:550;margin-bottom:.3rem}
.hint{color:var(--soft);font-size:.9rem;margin:0 0 .35rem;font-weight:400}
.option .hint{margin:0}
.why{color:var(--bad-ink);font-weight:550;font-size:.925rem;margin:0 0 .35rem}
.item:has(>.why){border-left:4px solid var(--bad-ink);padding-left:.8rem}
[aria-invalid]{border-color:var(--bad-ink)}
.options{display:grid;gap:.1rem 1.5rem;grid-template-columns:repeat(auto-fill,minmax(min(15rem,100%),1fr))}
.option{display:flex;gap:.6rem;align-items:baseline;font-weight:400;margin:0;padding:.3rem 0;min-width:0;overflow-wrap:anywhere;cursor:pointer}
.option span{min-width:0}
.option .hint::before{content:'· '}
input[type=checkbox],input[type=radio]{flex:none;width:1.1rem;height:1.1rem;margin:0;accent-color:var(--link);transform:translateY(.15rem)}
input[type=time]{width:auto;min-width:8rem}
select{width:100%;max-width:100%;padding:.55rem .7rem;border:1px solid var(--soft);border-radius:6px;background:var(--field);color:var(--ink);font:inherit}
input:not([type=checkbox],[type=radio]),select{min-height:2.75rem}
form+.soft,.card+.soft{margin-top:.75rem}
.row{display:flex;flex-wrap:wrap;gap:0 1.5rem;align-items:end}
.row .item{flex:0 1 auto}
.row select{width:auto}
.more{margin:0 0 1.25rem;padding:.65rem .9rem;border:1px solid var(--edge);border-radius:8px;background:var(--card)}
.more summary{cursor:pointer;font-weight:550;padding:.15rem 0}
.more[open] summary{margin-bottom:.6rem}
.more .item:last-child{margin-bottom:.25rem}
.send{margin-top:1.75rem}
.faults{margin:0 0 1.25rem;padding:.8rem 1rem;border-left:4px solid var(--tint);border-radius:6px;background:var(--tint-paper);color:var(--tint)}
.faults h2{font-size:1.05rem;margin-bottom:.3rem}
.faults ul{margin:0;padding-left:1.2rem}
.faults a{color:inherit;font-weight:600}
.actions{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center;margin-top:1rem}
button,.button{display:inline-block;border:1px solid transparent;font:inherit;font-weight:600;line-height:1.55}
.button{padding:.55rem 1.1rem;border-radius:6px;text-decoration:none}
button.plain,.button.plain{background:var(--card);color:var(--link);border-color:var(--soft)}
button.bad{background:var(--bad-ink)}
.button.bad{background:var(--card);color:var(--bad-ink);border-color:var(--bad-ink)}
.wishes{padding-left:1.2rem;margin:.5rem 0}
.wishes li{overflow-wrap:anywhere;padding:.1rem 0}
.keep{padding:.7rem .9rem;border:1px dashed var(--soft);border-radius:6px;background:var(--card);overflow-wrap:anywhere;user-select:all}
@media (max-width:40rem){.option{padding:.45rem 0}.row .item{flex:1 1 9rem}.row select,input[type=time]{width:100%}button,.button{padding:.65rem 1.2rem}.send button{width:100%}}
`.trimStart()
