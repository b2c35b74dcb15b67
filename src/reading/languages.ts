/** What the other languages that documentation is translated into say where English asks for access. */
export const askingInLanguages: readonly RegExp[] = [
  /(?:benötig|erforder|müssen|muss\s|stellen sie sicher|zulassen|lassen sie|erlauben|freigeben).*(?:zugriff|zugegriffen|verbindung|verbinden|datenverkehr|erreich|zugelassen|zulassen|\szu\.?$|freigegeben|nicht (?:standardmäßig )?blockiert|kommunizieren|konnektivität)/i,
  /(?:doi(?:t|vent)\s|nécessite|requi|autoris|assurez-vous|vérifiez).*(?:accès|accéder|connexion|joindre|communiquer|autoris|accessible|bloqué)/i,
  /(?:debe|necesita|requiere|permit|asegúrese).*(?:acceso|acceder|conexi|conectar|comunicar|tráfico|bloque|permit)/i,
  /(?:deve|precisa|requer|permit|verifique).*(?:acesso|acessar|conex|conectar|comunicar|tráfego|bloque|permit)/i,
  /(?:アクセス|接続|通信)[^。]*(?:許可|必要|できる|可能)|許可(?:する|します|して)|ブロック(?:し|され)ない/,
  /(?:允许|允許|需要|必须|必須|确保|確保)[^。]*(?:访问|存取|连接|連線|通信|流量)|白名单|允许列表/,
  /(?:액세스|연결|통신|트래픽).*(?:허용|필요|해야)/,
]

/** Says in these languages that something is not needed any more. */
export const goneInLanguages =
  /nicht mehr (?:erforderlich|benötigt|verwendet|notwendig)|(?:n'est|ne sont) plus (?:nécessaire|requis|utilisé)|ya no (?:es|son|se) (?:necesari|requier|utiliza|usa)|não (?:é|são) mais (?:necessári|usad)|不要になりました|使用されなくなりました|不再需要|不再使用/i

/** Headings over what to read or do next. */
export const footerInLanguages =
  /^\W*(?:nächste schritte|weitere informationen|verwandte (?:themen|artikel|inhalte)|siehe auch|étapes suivantes|voir aussi|contenu connexe|pasos siguientes|contenido relacionado|vea también|próximas etapas|conteúdo relacionado|次のステップ|次の手順|関連(?:コンテンツ|項目|情報)?|后续步骤|後續步驟|相关内容|다음 단계|관련 콘텐츠)\W*$/iu
