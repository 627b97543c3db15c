namespace Kata.Tests.Reports.Html;

/// <summary>Looks at all that is shown on a page and says where text, or a sign that means something, stands out too little
/// from what is behind it (WCAG 2.2, 1.4.3 and 1.4.11).</summary>
internal static class Contrast
{
    /// <summary>A function of the page: with <c>'all'</c> how many it looked at, with <c>'bad'</c> those that fail.</summary>
    public const string Script = """
        what => {
          const parse = text => {
            const [r, g, b, a = 1] = text.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
            return text.startsWith('rgb') ? [r, g, b, a] : [0, 0, 0, 0];
          };
          const light = ([r, g, b]) => [r, g, b]
            .map(c => c / 255)
            .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
            .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const ratio = (a, b) => {
            const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
            return (x + 0.05) / (y + 0.05);
          };
          const behind = element => {
            const rung = element.closest('.rung[aria-selected=true]');
            if (rung && !element.matches('.time, .mark')) return parse(getComputedStyle(rung.querySelector('rect')).fill);
            for (let e = element; e; e = e.parentElement) {
              const colour = parse(getComputedStyle(e).backgroundColor);
              if (colour[3] === 1) return colour;
            }
            return [255, 255, 255, 1];
          };

          let looked = 0;
          const bad = [];
          const look = (element, colour, least, of) => {
            looked++;
            const is = ratio(colour, behind(element));
            if (is < least) bad.push(`${of}: ${is.toFixed(2)} < ${least}`);
          };

          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node; node = texts.nextNode();) {
            const element = node.parentElement;
            if (!node.data.trim() || !element.checkVisibility() || element.closest('script, .unseen')) continue;
            const style = getComputedStyle(element);
            const size = parseFloat(style.fontSize);
            const large = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700;
            const colour = element instanceof SVGElement ? style.fill : style.color;
            look(element, parse(colour), large ? 3 : 4.5, `${element.tagName}.${element.getAttribute('class') ?? ''} «${node.data.trim().slice(0, 30)}»`);
          }

          for (const arrow of document.querySelectorAll('.rung path')) look(arrow, parse(getComputedStyle(arrow).stroke), 3, 'arrow');
          for (const life of document.querySelectorAll('.life')) look(life, parse(getComputedStyle(life).stroke), 3, 'lifeline');
          for (const mark of document.querySelectorAll('svg.mark')) look(mark, parse(getComputedStyle(mark).color), 3, `mark ${mark.getAttribute('class')}`);
          for (const edge of document.querySelectorAll('.controls span')) look(edge.closest('form'), parse(getComputedStyle(edge).borderTopColor), 3, 'switch');
          return what === 'all' ? looked : bad;
        }
        """;
}
