//! The words: Danish first, English beside it.

texts! {
    // The frame of every page.
    skip: "Gå til indholdet", "Skip to the content";
    overview: "Overblik", "Overview";
    queues: "Køer", "Queues";
    call_statistics: "Opkaldsstatistik", "Call statistics";
    calls: "Opkald", "Calls";
    callbacks: "Tilbagekald", "Callbacks";
    menu: "Hovedmenu", "Main menu";
    log_out: "Log ud", "Log out";
    customer: "Kunde", "Customer";
    data_until: "Data til og med", "Data up to";
    data_missing: "Endnu ingen data", "No data yet";
    ago: "siden", "ago";
    fresh: "Friske data", "Fresh data";
    older: "Ældre data", "Older data";
    stale: "Forældede data", "Stale data";
    means_fresh: "Friske data er højst 10 minutter gamle, ældre højst to timer; så er de forældede. Sker der intet i telefonien, kommer der heller ingen nye data.",
        "Fresh data is 10 minutes old at the most, older data two hours; then it is stale. When nothing happens in the telephony, no new data comes either.";
    unreachable: "Serveren svarer ikke. Tallene herunder er de seneste, der blev hentet; prøv igen om lidt.",
        "The server does not answer. The figures below are the last that were fetched; try again in a while.";
    other_language: "English", "Dansk";
    zone: "Tidszone", "Time zone";

    before: "Før:", "Before:";

    // The wallboard.
    wallboard: "Vægtavle", "Wallboard";
    wall_waiting: "venter", "waiting";
    longest_wait: "Længste ventetid", "Longest wait";
    over_limit: "over", "over";
    agents_ready: "Agenter klar", "Agents ready";
    agents_paused: "På pause", "Paused";
    talking_now: "Taler", "Talking";
    wall_lost: "Forbindelsen er afbrudt, så tallene er ikke de nyeste. Der prøves igen.",
        "The connection is lost, so the figures are not the latest. It is being tried again.";
    means_service_level_wall: "Serviceniveau: besvarede inden for køens grænse, delt med tilgåede uden korte opgivne og lukkede. Klar er de agenter, der er logget ind og hverken taler eller holder pause.",
        "Service level: answered within the queue's limit, divided by joined without short abandons and closed. Ready are agents who are logged in and neither talk nor pause.";

    // Recordings.
    recordings: "Lydoptagelser", "Recordings";
    recording: "Lydoptagelse", "Recording";
    no_recordings: "Ingen optagelser i perioden. Kun de samtaler optages, hvor I abonnerer på det.",
        "No recordings in the period. Only calls for which you subscribe to it are recorded.";
    length: "Længde", "Length";
    listen: "Lyt", "Listen";
    fetch: "Hent", "Download";
    heard_by: "Aflyttet", "Listened to";
    heard_by_nobody: "Af ingen", "By nobody";
    listened: "hørt", "listened";
    downloaded: "hentet", "downloaded";
    administrator: "administrator", "administrator";
    user: "bruger", "user";
    means_listens: "Hver gang nogen lytter eller henter en optagelse, skrives det ned og vises her.",
        "Whenever somebody listens to a recording or downloads it, that is written down and shown here.";

    // Hours of the week.
    times: "Tidspunkter", "Times";
    whole_week: "Hele ugen", "The whole week";
    opening_hours: "Åbningstid", "Opening hours";
    weekdays: "Hverdage", "Weekdays";
    weekends: "Weekender og helligdage", "Weekends and holidays";
    office_hours: "Hverdage kl. 8–16", "Weekdays 8 to 16";
    hours_of_the_week: "timerne i ugen", "the hours of the week";
    day: "Dag", "Day";
    in_hours: "på", "in";
    hours_of_week: "timer", "hours";
    means_heat: "Gennemsnittet af periodens timer med dette klokkeslæt. Jo mørkere, jo mere. Hvert tal åbner de rækker, det er gjort af.",
        "The average of the period's hours at that time of day. The darker, the more. Each figure opens to the rows that it is made of.";
    means_times: "Tidspunkter følger uret i jeres tidszone og tæller hele timer: åbner en kø 8.30, tæller timen fra 8. En helligdag er ikke den ugedag, den falder på.",
        "Times follow the clock of your time zone and are whole hours: where a queue opens at 8:30, the hour from 8 counts. A public holiday is not the weekday that it falls on.";
    // Tokens of programs.
    access: "Adgang for programmer", "Access for programs";
    access_lead: "Et token lader et program hente jeres tal gennem API'et. Det kan kun læse, og det udløber af sig selv.",
        "A token lets a program fetch your figures through the API. It can only read, and it ends by itself.";
    new_token: "Nyt token", "New token";
    token_name: "Navn", "Name";
    token_scopes: "Adgang", "Scope";
    token_days: "Udløber om", "Ends in";
    days_30: "30 dage", "30 days";
    days_90: "90 dage", "90 days";
    days_365: "et år", "a year";
    scope_read: "læse alt, hvad API'et viser", "read all that the API shows";
    scope_both: "læse, også med SQL", "read, in SQL too";
    make_token: "Lav token", "Make token";
    revoke: "Spær", "Revoke";
    token_made: "Tokenet er lavet. Kopiér det nu: det vises ikke igen.", "The token is made. Copy it now: it is not shown again.";
    created: "Lavet", "Made";
    last_used: "Sidst brugt", "Last used";
    ends: "Udløber", "Ends";
    never: "Aldrig", "Never";
    token_good: "gælder", "good";
    token_ended: "udløbet", "ended";
    token_revoked: "spærret", "revoked";
    no_tokens: "Der er ingen tokens endnu.", "There are no tokens yet.";
    error_not_allowed: "Det må kun en administrator, der er logget ind.", "Only an administrator who is logged in may do this.";

    // The description of the API.
    api: "API", "API";
    api_title: "Tal til jeres egne programmer", "Figures for your own programs";
    api_lead: "Alt, hvad siderne viser, kan programmer hente som JSON. Beskrivelsen herunder er på engelsk; programmer læser den som",
        "Programs can fetch all that the pages show as JSON. Programs read the description below as";
    api_parameters: "Parametre", "Parameters";

    // Logging in.
    log_in: "Log ind", "Log in";
    log_in_lead: "Statistik og selvbetjening for jeres telefoni", "Statistics and self-service for your telephony";
    customer_number: "Kundenummer", "Customer number";
    pin: "PIN-kode", "PIN";
    both_on_invoice: "Begge dele står på fakturaen.", "Both are on your invoice.";
    login_refused: "Kundenummer eller PIN-kode er forkert, eller der var for mange forsøg. Prøv igen om lidt.",
        "The customer number or the PIN is wrong, or there were too many attempts. Try again in a while.";

    // Usage and price.
    usage: "Forbrug og pris", "Usage and price";
    mobiles: "Mobiler", "Mobiles";
    local_numbers: "Lokalnumre", "Local numbers";
    month: "Måned", "Month";
    name: "Navn", "Name";
    by_month: "Måned for måned", "Month by month";
    subscription: "Abonnement", "Subscription";
    addons: "Tilvalg", "Add-ons";
    data: "Data", "Data";
    sms: "SMS", "SMS";
    mms: "MMS", "MMS";
    roaming: "Udland", "Abroad";
    fees: "Gebyrer", "Fees";
    ex_vat: "Uden moms", "Without VAT";
    vat: "Moms", "VAT";
    incl_vat: "Med moms", "With VAT";
    change: "Ændring", "Change";
    nothing_used: "Intet forbrug i måneden.", "Nothing was used in the month.";
    means_ex_vat: "Hver linje på fakturaen afrundes én gang til hele ører; momsen regnes af summen.",
        "Each line of the invoice is rounded once to hundredths; VAT is worked on the sum.";
    means_roaming: "Alt, hvad en mobil bruger uden for Danmark, også i EU.",
        "All that a mobile uses outside of the home country, the EU included.";
    means_change: "Beløbet uden moms i forhold til måneden før.", "The sum without VAT against that of the month before.";

    unknown_line: "Ukendt nummer", "Unknown number";
    number_of_calls: "Antal opkald", "Number of calls";
    means_calls_of_line: "Alle nummerets opkald i måneden, ind og ud.", "All calls of the number in the month, in and out.";

    // A mobile.
    invoice_text: "Fakturatekst", "Text on the invoice";
    of_the_month: "Månedens beløb", "What the month comes to";
    plan_and_addons: "Abonnement og tilvalg", "Plan and add-ons";
    no_plan: "Intet abonnement og ingen tilvalg.", "No plan and no add-ons.";
    price_a_month: "Pris pr. måned", "Price a month";
    means_price_a_month: "Uden moms. Et abonnement betales for hele måneder.",
        "Without VAT. A plan is paid by whole months.";
    dearest: "Det dyreste forbrug", "What cost most";
    means_dearest: "De 50 dyreste i måneden. Tryk på et tidspunkt for at se, hvordan prisen er blevet til.",
        "The 50 dearest of the month. Follow a time to see how its price came about.";
    kind: "Art", "Kind";
    amount_used: "Forbrug", "Used";
    country: "Land", "Country";

    // Receipts.
    price: "Pris", "Price";
    step: "Trin", "Step";
    used: "Brugt", "Used";
    paid_for: "Betalt for", "Paid for";
    means_paid_for: "Antal enheder, hver påbegyndt enhed hel, gange enhedens størrelse.",
        "How many increments, each begun one whole, times the size of one.";
    unit_price: "Takst", "Rate";
    included_in: "Med i", "Included in";
    connection_fee: "Opkaldsafgift", "Connection fee";
    at_most: "Koster højst", "Costs at most";
    rated_told: "Nettet har oplyst prisen.", "The network told the price.";
    rated_nothing: "Der blev ikke brugt noget.", "Nothing was used.";
    rated_free: "Nummeret er gratis at ringe til.", "The number is free to call.";
    rated_taken: "Det er gratis at modtage opkald i Danmark og EU.", "Taking calls at home and in the EU is free.";
    rated_internal: "Opkald mellem jeres egne lokalnumre er gratis.", "Calls among your own extensions are free.";
    rated_tariff: "Prisen følger af takstbladet:", "The price follows from the tariff:";
    rated_unrated: "Ingen takst passer, så det koster ikke noget.", "No rate matches, so it costs nothing.";
    seconds: "sek.", "s";
    messages: "beskeder", "messages";
    bytes: "byte", "bytes";

    // Periods.
    hours: "Time for time", "By hour";
    days: "Dag for dag", "By day";
    months: "Måned for måned", "By month";
    from: "Fra", "From";
    through: "Til og med", "Through";
    earlier: "Forrige periode", "Earlier period";
    later: "Næste periode", "Later period";
    current: "Nu", "Now";
    period: "Periode", "Period";
    show: "Vis", "Show";
    time: "Tid", "Time";
    total: "I alt", "Total";
    today: "I dag", "Today";
    any: "Alle", "Any";
    whole_days: "Vis hele dage", "Show whole days";
    not_begun: "Perioden er ikke begyndt endnu.", "The period has not begun yet.";
    means_not_begun: "Timer, dage og måneder, der ikke er begyndt, vises ikke.", "Hours, days and months that have not begun are not shown.";

    // Counts of visits.
    joined: "Ankomne", "Joined";
    answered: "Besvaret", "Answered";
    abandoned: "Opgivet", "Abandoned";
    short_abandoned: "Opgivet kort", "Short abandons";
    abandoned_all: "Opgivet, også kort", "Abandoned, short ones too";
    timeout: "Tid udløb", "Timed out";
    overflow: "Overløb", "Overflow";
    key: "Taste\u{ad}valg", "Key press";
    empty: "Ingen agenter", "No agents";
    full: "Fuld", "Full";
    closed: "Lukket", "Closed";
    transferred: "Om\u{ad}stillet", "Transferred";
    waiting: "Venter", "Waiting";
    no_outcome: "Uden udfald", "No outcome";
    waiting_or_no_outcome: "Venter eller uden udfald", "Waiting or no outcome";
    means_waiting: "Venter endnu i køen.", "Still waits in the queue.";
    means_no_outcome: "Hverken besvaret eller forladt. Efter 24 timer venter ingen længere: så kom hændelsen, der skulle slutte besøget, aldrig.",
        "Neither answered nor left. After 24 hours nobody waits any more: the event that should have ended the visit never came.";
    other_exits: "Andre udgange", "Other exits";

    // Ratios and averages.
    service_level: "Service\u{ad}niveau", "Service level";
    answered_rate: "Svar\u{ad}procent", "Answered rate";
    abandon_rate: "Opgivet-procent", "Abandon rate";
    asa: "Svartid", "Speed of answer";
    awt: "Vente\u{ad}tid", "Wait";
    max_wait: "Længste vente\u{ad}tid", "Longest wait";
    att: "Samtale\u{ad}tid", "Talk time";
    aht: "Behandlings\u{ad}tid", "Handle time";
    peak_waiting: "Højst ventende", "Peak waiting";
    peak_talking: "Højst i samtale", "Peak talking";
    within: "inden", "within";
    wait_distribution: "Ventetidens fordeling", "How long they waited";
    means_waits: "Besvarede og opgivne efter, hvor længe de ventede; de kort opgivne er med blandt de opgivne. Tryk på et tal eller en søjle for at se besøgene.",
        "The answered and the abandoned by how long they waited; short abandons are among the abandoned. Click a number or a bar to see the visits.";
    formula: "Formel", "Formula";
    limit: "Grænse (s)", "Limit (s)";
    own_setting: "Køens egen", "The queue's own";

    // What the numbers mean.
    definitions: "Hvad betyder tallene?", "What do the numbers mean?";
    means_joined: "Besøg, der trådte ind i køen i perioden. Hver ankomst tæller, også to af samme opkald. Alle udgange lagt sammen giver dette tal.",
        "Visits that entered the queue in the period. Each entry counts, even two of one call. All ways out add up to this number.";
    means_answered: "Besøg, som en agent tog.", "Visits that an agent took.";
    means_abandoned: "Den, der ringede, lagde på efter at have ventet mindst grænsen for korte.",
        "The caller hung up after waiting at least the limit for short ones.";
    means_short: "Lagde på, før grænsen for korte var nået. Står altid for sig og tæller ikke i opgivet-procenten. Køens grænse i sekunder:",
        "Hung up before the limit for short ones. Always shown apart, and not in the abandon rate. The queue's limit in seconds:";
    means_service_level: "Besvaret inden for grænsen / (ankomne − opgivet kort − lukket). Køens grænse i sekunder:",
        "Answered within the limit / (joined − short abandons − closed). The queue's limit in seconds:";
    means_formulas: "A er besvarede, B opgivne, N ankomne, S opgivet kort, C lukket; t betyder: ventede højst grænsen. Uden en valgt grænse gælder køens egen.",
        "A is answered, B abandoned, N joined, S short abandons, C closed; t means: waited no longer than the limit. Where none is chosen, the queue's own holds.";
    means_answered_rate: "Besvaret / (ankomne − lukket).", "Answered / (joined − closed).";
    means_abandon_rate: "Opgivet / (besvaret + opgivet); de korte er ikke med.", "Abandoned / (answered + abandoned); short ones are in neither.";
    means_asa: "Ventetid for de besvarede, lagt sammen / besvaret.", "The waits of the answered, added up / answered.";
    means_awt: "Ventetid for alle, der ventede, lagt sammen / deres antal.", "The waits of all who waited, added up / their number.";
    means_max_wait: "Den længste ventetid for et enkelt besøg.", "The longest wait of a single visit.";
    means_att: "Samtaletid lagt sammen / besvaret: fra svar til afslutning, med hold og omstilling, uden ringetid.",
        "Talk added up / answered: from the answer to the end, with hold and transfer, without ringing.";
    means_aht: "(Samtaletid + efterbehandling) / besvaret.", "(Talk + wrap-up) / answered.";
    means_peaks: "Flest samtidig på et tidspunkt i perioden. Slutter én, idet en anden begynder, er de ikke samtidige.",
        "The most at one instant of the period. One that ends as another begins is not at once with it.";
    means_bucket: "Et besøg tæller i den time, dag eller måned, hvor det trådte ind. En tom periode har antal 0 og ingen procent.",
        "A visit counts in the hour, day or month in which it joined. An empty period has counts of 0 and no rates.";
    hidden_columns: "Udgange, som ingen brugte i perioden, har ingen kolonne.", "Exits that nobody used in the period have no column.";

    // Agents.
    agents: "Agenter", "Agents";
    agent: "Agent", "Agent";
    offers: "Tilbud", "Offers";
    offers_in_all: "Tilbud i alt", "Offers in all";
    missed_offers: "Ikke taget", "Missed offers";
    transfers_in: "Omstillet hertil", "Transfers in";
    answer_rate: "Taget", "Answer rate";
    ring_time: "Ringetid", "Ring time";
    callers_wait: "Opkalderens ventetid", "Caller's wait";
    logged_in: "Logget ind", "Logged in";
    paused: "Pause", "Paused";
    occupancy: "Belægning", "Occupancy";
    no_agents: "Ingen agenter havde opkald eller var logget ind på køen i perioden.",
        "No agent had calls or was logged in to the queue in the period.";
    means_offers: "Hver gang det ringede hos agenten. Et opkald, som en anden tog imens, er ikke mistet.",
        "Each time it rang at the agent. A call that another took meanwhile is not missed.";
    means_missed_offers: "Tilbud, som agenten ikke tog, før det holdt op med at ringe.", "Offers that the agent did not take before the ringing ended.";
    means_transfers_in: "Besøg, som en anden agent tog først, og som denne fik omstillet.",
        "Visits that another agent took first, and that this one got by transfer.";
    means_agent_answered: "Besøg, som agenten tog som den første.", "Visits that the agent was the first to take.";
    means_presence: "Logget ind og pause: tid, der nævner køen eller gælder alle køer.",
        "Logged in and paused: time that names the queue, or holds for all queues.";
    means_occupancy: "(Samtaletid + efterbehandling) / (logget ind − pause).", "(Talk + wrap-up) / (logged in − paused).";

    // Visits.
    visits: "Besøg", "Visits";
    one_visit: "besøg", "visit";
    outcome: "Udfald", "Outcome";
    caller: "Fra", "From";
    joined_at: "Ankom", "Joined";
    wait: "Ventede", "Waited";
    talk: "Samtale", "Talk";
    position: "Plads", "Position";
    ended_by: "Afsluttet af", "Ended by";
    in_all: "i alt", "in all";
    over_visits: "fordelt på", "over";
    counts: "Tæl", "Count";
    counts_visits: "Besøgene selv", "The visits themselves";
    waited_between: "Ventede mellem", "Waited between";
    waited_within: "Ventede højst (s)", "Waited at most (s)";
    next_page: "Ældre", "Older";
    first_page: "Til de nyeste", "Back to the latest";
    nothing_found: "Intet passer til filteret.", "Nothing fits the filter.";
    queue: "Kø", "Queue";
    by_agent: "agenten", "the agent";
    by_caller: "opkalderen", "the caller";

    // Calls.
    whole_solution: "Hele løsningen", "The whole solution";
    line: "Nummer", "Line";
    number: "Telefonnummer", "Phone number";
    direction: "Retning", "Direction";
    inbound: "Indgående", "Inbound";
    outbound: "Udgående", "Outbound";
    internal: "Internt", "Internal";
    missed: "Mistet", "Missed";
    avg_talk: "Gns. samtaletid", "Average talk";
    talk_total: "Samtaletid i alt", "Total talk";
    peak: "Højst samtidige", "Peak at once";
    peak_at: "Første gang", "First at";
    erlangs: "Erlang", "Erlangs";
    means_calls: "For hele løsningen tæller opkald: ét, uanset hvor mange ben det har, i den time, hvor første ben begyndte. For et nummer tæller hvert ben.",
        "The whole solution counts calls: one, however many legs it has, in the hour its first leg began. A line counts each leg.";
    means_missed: "Indgående, slut og ikke besvaret (løsningen: intet ben; et nummer: det ben, de viderestillede ikke med).",
        "Inbound, over and not answered (solution: no leg; line: that leg, forwarded ones left out).";
    means_avg_talk: "Samtaletid lagt sammen / besvaret.", "Talk added up / answered.";
    means_peak: "Flest samtaler på samme tid. Slutter en samtale, idet en anden begynder, er de ikke samtidige. Samtaler, der begyndte før perioden, tæller med.",
        "The most conversations at one time. One that ends as another begins is not at once with it. Those that began before the period count.";
    means_erlangs: "Gennemsnitligt antal samtidige samtaler: sekunders samtale i perioden / periodens sekunder.",
        "The average number of conversations at once: seconds of talk in the period / seconds of the period.";
    legs: "Ben", "Legs";
    call: "Opkald", "Call";
    rows_are: "Rækker", "Rows";
    rows_calls: "Opkald", "Calls";
    rows_legs: "Ben (opkaldsposter)", "Legs (call records)";
    to: "Til", "To";
    started_at: "Begyndte", "Started";
    rings: "Ringede", "Rang";
    busy: "Optaget", "Busy";
    rejected: "Afvist", "Rejected";
    cancelled: "Afbrudt", "Cancelled";
    failed: "Fejlet", "Failed";
    forwarded: "Viderestillet", "Forwarded";
    ongoing: "I gang", "Ongoing";
    why_listed: "Hvorfor er den her?", "Why is it here?";
    directly: "Direkte til eller fra nummeret", "Directly to or from the line";
    forwarded_here: "Viderestillet hertil fra", "Forwarded here from";
    transferred_here: "Omstillet hertil fra", "Transferred here from";
    sent_on_to: "Sendt videre til", "Sent on to";
    counted_label: "Som tabellen tæller", "As the table counts";
    anonymous: "Anonym", "Anonymous";
    counted_answered: "Kun besvarede", "Answered only";
    counted_missed: "Kun mistede", "Missed only";

    // Callbacks.
    callbacks_lead: "Numre, der har forladt en kø uden svar. Anonyme kan ikke ringes op; de tælles, men står ikke i listen.",
        "Numbers that left a queue unanswered. Anonymous callers cannot be called; they are counted, but not listed.";
    state: "Tilstand", "State";
    first_lost: "Første gang", "First lost";
    last_lost: "Sidste gang", "Last lost";
    times_lost: "Gange", "Times";
    times_short: "Heraf korte", "Short ones";
    resolved: "Afgjort", "Settled";
    anonymous_lost: "Anonyme, der gik uden svar de seneste 7 dage:", "Anonymous callers who left unanswered in the last 7 days:";
    short_among_them: "heraf korte:", "short ones among them:";
    means_times_lost: "Gange: så ofte gik nummeret uden svar, siden det sidst blev nået eller udløb.",
        "Times: how often the number left unanswered since it was last reached or expired.";
    means_times_short: "Heraf korte: de gange, hvor der blev lagt på, før køens grænse for korte var nået.",
        "Short ones: the times at which the caller hung up before the queue's limit for short ones.";
    means_anonymous_lost: "Anonyme: hver gang en opkalder uden nummer gik uden svar i den valgte kø, eller i alle, de seneste 7 dage; så længe kan et nummer nås, før det udløber. Tallet følger ikke den valgte tilstand.",
        "Anonymous: each time a caller without a number left the chosen queue, or any, unanswered in the last 7 days; as long can a number be reached before it expires. The count does not follow the chosen state.";
    open: "Åben", "Open";
    attempted: "Forsøgt", "Attempted";
    recovered: "Nået", "Reached";
    expired: "Udløbet", "Expired";
    means_states: "Åben: ingen har ringet tilbage. Forsøgt: ringet op uden svar. Nået: inden syv dage blev et senere opkald til eller fra nummeret besvaret. Udløbet: syv dage gik, uden at nogen nåede det; det bliver det ved med at være. Afgjort er, da det blev nået eller udløb.",
        "Open: nobody has called back. Attempted: called, no answer. Reached: a later call to or from the number was answered within seven days. Expired: seven days went by before anybody reached it; so it stays. Settled is when it was reached, or expired.";

    // Files.
    download: "Hent alle rækker", "Download all rows";
    made_at: "Hentet", "Downloaded";
    call_id: "Opkaldets id", "Call id";
    id: "Id", "Id";
    leg: "Ben", "Leg";
    line_kind: "Nummerets art", "Kind of line";
    answered_at: "Besvaret", "Answered";
    ended_at: "Sluttede", "Ended";
    forwarded_to: "Viderestillet til", "Forwarded to";
    transferred_to: "Omstillet til", "Transferred to";
    forwarded_from: "Viderestillet fra", "Forwarded from";
    currency: "Valuta", "Currency";
    quantity: "Mængde", "Quantity";
    unit: "Enhed", "Unit";
    invoiced: "På fakturaen", "On the invoice";

    // Errors.
    error_title: "Det gik ikke", "That did not work";
    error_not_found: "Siden findes ikke, eller den hører ikke til jeres løsning.", "The page does not exist, or is not part of your solution.";
    error_method: "Adressen kan ikke bruges på den måde. Gå til overblikket, og begynd derfra.",
        "The address cannot be used in this way. Go to the overview, and begin from there.";
    unit_months: "md.", "months";
    unit_uses: "gange", "uses";
    error_busy: "Der bedes om for meget på én gang. Prøv igen om et minut.", "Too much is asked for at once. Try again in a minute.";
    error_not_ready: "Der er ikke indlæst data endnu. Prøv igen om et øjeblik.", "No data is loaded yet. Try again in a moment.";
    error_failed: "Der skete en fejl hos os. Årsagen står i serverens log.", "Something went wrong on our side. The reason is in the server's log.";
    error_parameter: "Et felt passer ikke, så der vises ingen tal:", "A field does not fit, so no figures are shown:";
    address: "Adressen", "The address";
    page_of_list: "Side i listen", "Page of the list";
    rows_of_page: "Rækker på en side", "Rows of a page";
    error_foreign: "Forespørgslen kom fra et andet websted.", "The request came from another site.";
    home: "Til overblikket", "To the overview";
    no_queues: "Der er endnu ingen køer i data.", "There are no queues in the data yet.";
    per_hour_today: "Opkald i dag, time for time", "Calls today, hour by hour";
}
