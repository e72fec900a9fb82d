// What a browser sees of a mail: an expression whose value is a promise of it.
(async () => {
  const own = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  const shown = element => element.offsetWidth > 1 && element.offsetHeight > 1;
  const ground = element => {
    const colour = getComputedStyle(element).backgroundColor;
    return colour === "rgba(0, 0, 0, 0)" && element.parentElement ? ground(element.parentElement) : colour;
  };
  const told = element => element.outerHTML.slice(0, 120);

  // What a finger can hit of a link: its boxes with their padding, and a block or picture in it.
  const height = link => {
    const boxes = [link, ...link.querySelectorAll("*")].flatMap(one => [...one.getClientRects()]);
    return Math.max(...boxes.map(box => box.bottom)) - Math.min(...boxes.map(box => box.top));
  };

  const texts = [...document.body.querySelectorAll("*")].filter(one => own(one) && shown(one));
  return {
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    wide: document.documentElement.scrollWidth,
    texts: texts.length,
    small: texts.filter(one => parseFloat(getComputedStyle(one).fontSize) < 14).map(told),
    low: [...document.links].filter(one => shown(one) && height(one) < 44).map(one => `${Math.round(height(one))} ${told(one)}`),
    ground: ground(document.querySelector("h1")),
  };
})()
