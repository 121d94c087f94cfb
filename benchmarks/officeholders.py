"""The directory's heads of state and government against REIGN's spells of leaders, and each difference.

  python benchmarks/officeholders.py [reign_leaders_2021.csv] [--since 1990]

REIGN (Bell 2016) lists who ruled, whatever the office; a spell is met where the directory has a tenure of that family name
at the top of that state on one of the spell's days. Nothing of REIGN's is in the directory: it is for checking only.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import re
from collections import defaultdict
from datetime import date
from pathlib import Path

from dragoman.directory import Directory, Tenure, directory, plain

TOP = ("president", "prime-minister", "leader", "monarch")
REIGN = Path(__file__).parents[1].parent / "shared/bench/officeholders/reign_leaders_2021.csv"
# The Correlates of War's abbreviations, which REIGN uses, where they are not ISO 3166's.
COW = dict(
    row.split()
    for row in """AAB ATG;ALG DZA;ANG AGO;AUL AUS;AUS AUT;BAH BHR;BAR BRB;BFO BFA;BHM BHS;BHU BTN;BNG BGD;BOS BIH;BOT BWA;BUI BDI
BRU BRN;BUL BGR;CAM KHM;CAO CMR;CAP CPV;CDI CIV;CEN CAF;CHA TCD;CON COG;COS CRI;CRO HRV;CZR CZE;DEN DNK;DRC COD;DRV VNM;EQG GNQ;ETM TLS
FIJ FJI;FRN FRA;GAM GMB;GDR DDR;GFR DEU;GMY DEU;GRG GEO;GRN GRD;GUA GTM;GUI GIN;HAI HTI;HON HND;ICE ISL;INS IDN;IRE IRL;KOS XKX
KUW KWT;KYR KGZ;KZK KAZ;LAT LVA;LEB LBN;LES LSO;LIB LBY;LIT LTU;MAA MRT;MAC MKD;MAD MDV;MAG MDG;MAL MYS;MAS MUS;MAW MWI;MLD MDA
MNC MCO;MNG MNE;MON MNG;MOR MAR;MSI MHL;MYA MMR;MZM MOZ;NAU NRU;NEP NPL;NEW NZL;NIG NGA;NIR NER;NTH NLD;OMA OMN;PAL PLW;PAR PRY
PHI PHL;POR PRT;ROK KOR;ROM ROU;SAF ZAF;SAL SLV;SEY SYC;SIE SLE;SIN SGP;SKN KNA;SLO SVK;SLU LCA;SLV SVN;SNM SMR;SOL SLB;SPN ESP
SRI LKA;SUD SDN;SVG VCT;SWA SWZ;SWD SWE;SWZ CHE;TAJ TJK;TAZ TZA;THI THA;TOG TGO;TRI TTO;UAE ARE;UKG GBR;UKR UKR;URU URY;VAN VUT
YAR YEM;ZAM ZMB;ZIM ZWE""".replace("\n", ";").split(";")
)


def words(name: str) -> set[str]:
    """The words of a name that tell, and each two that may be written as one."""
    found = re.findall(r"[a-z]+", plain(name).lower().replace("'", ""))
    return {w for w in found if len(w) > 2} | {a + b for a, b in itertools.pairwise(found)}


def state(row: dict[str, str], start: date) -> str:
    """Its ISO code on that day: Serbia and Russia go on under the Correlates of War's older names."""
    code = COW.get(row["stateabb"], row["stateabb"])
    if code == "YUG" and start >= date(2006, 6, 4):
        return "SRB"
    return "SUN" if code == "RUS" and start < date(1991, 8, 1) else code


def spell(row: dict[str, str]) -> tuple[date, date]:
    start = date(int(row["syear"]), int(row["smonth"]), min(28, int(row["sdate"] or 1)))
    return start, date(int(row["eyear"] or 2021), int(row["emonth"] or 8), 28)


def met(who: Directory, tenures: list[Tenure], name: str, start: date, end: date) -> bool:
    first, last = start.isoformat(), end.isoformat()
    return any(
        t.since[:7] <= last and (t.until is None or t.until >= first[: len(t.until)])
        for t in tenures
        if any(words(name) & words(known) for known in (who.people[t.person].name, *who.people[t.person].also))
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reign", type=Path, nargs="?", default=REIGN)
    parser.add_argument("--since", type=int, default=1990)
    args = parser.parse_args()
    if not args.reign.is_file():
        print(f"skipped: no {args.reign}; give the path of REIGN's list of leaders")
        return
    who = directory()
    top: dict[str, list[Tenure]] = defaultdict(list)
    for t in who.tenures:
        if t.post in TOP:
            top[t.of].append(t)
    total = right = 0
    with args.reign.open(encoding="latin-1", newline="") as lines:
        for row in csv.DictReader(lines):
            try:
                start, end = spell(row)
            except ValueError:
                continue
            if end < date(args.since, 1, 1):
                continue
            start = max(start, date(args.since, 1, 1))
            total += 1
            if met(who, top[state(row, start)], row["leader"], start, end):
                right += 1
            else:
                print(f"{state(row, start)} {row['leader']}: {start} to {end}")
    print(f"{right} of {total} spells met ({right / total:.1%})")


if __name__ == "__main__":
    main()
