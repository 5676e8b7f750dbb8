// Read only by browsers that do not know modules: says what to do instead of a white page.
document.addEventListener('DOMContentLoaded', function () {
  document.getElementById('app').innerHTML =
    '<h2>请升级浏览器</h2><p>本系统需要 Chrome 87 或更新的内核（360 极速模式、奇安信可信浏览器、UOS 浏览器新版均可）。</p>'
})
