// `commands(line)` by cases: names, arguments, files, what feeds what; and lines that are made to hurt.
import assert from "node:assert/strict";
import fc from "fast-check";
import { commandsOf, type Texts } from "../../../../core/src/policy/text-values/shell/commands.ts";
import { truthOf } from "../../../support/truth.ts";

const quoted = (text: string): string => JSON.stringify(text);

/** The names of a line as a policy sees them; `?` for one that is unknown, `undefined` where the whole line is. */
function namesOf(line: string): readonly string[] | undefined {
  const commands = commandsOf(line);
  if (commands === undefined) {
    assert.equal(truthOf('any(c in commands(args.x): c.name == "no such")', { x: line }), "? malformed");
    return undefined;
  }
  assert.equal(truthOf(`count(commands(args.x)) == ${commands.length}`, { x: line }), "true");
  return commands.map(({ name }, at) => {
    const truth = truthOf(`commands(args.x)[${at}].name == ${quoted(name ?? "")}`, { x: line });
    assert.equal(truth, name === undefined ? "? malformed" : "true");
    return name ?? "?";
  });
}

function names(title: string, cases: readonly (readonly [line: string, names: string | undefined])[]): void {
  describe(title, () => {
    for (const [line, expected] of cases) it(quoted(line), () => assert.deepEqual(namesOf(line)?.join(" "), expected));
  });
}

const shown = ({ items, open }: Texts): string => [...items.map((item) => item ?? "?"), ...(open ? ["…"] : [])].join(" ");
type Field = "args" | "flags" | "writes" | "reads" | "upstream";
/** The lists of a line's commands, joined by ` | `; `…` where there may be more. */
function lists(field: Field, cases: readonly (readonly [line: string, lists: string])[]): void {
  describe(`.${field}`, () => {
    for (const [line, expected] of cases)
      it(quoted(line), () =>
        assert.equal(
          commandsOf(line)
            ?.map((command) => shown(command[field]))
            .join(" | "),
          expected,
        ),
      );
  });
}

describe("commands", () => {
  names("of lists and compound commands", [
    ["", ""],
    ["# rm x", ""],
    ["ls; rm x", "ls rm"],
    ["ls && rm x || id & date", "ls rm id date"],
    ["ls | rm x |& id", "ls rm id"],
    ["(ls; (rm x)); { id; }", "ls rm id"],
    ["if test -f a; then rm a; elif id; then date; else ls; fi", "test rm id date ls"],
    ["while read l; do rm $l; done; until id; do ls; done", "read rm id ls"],
    ["for f in a b; do rm $f; done; select x in a; do id; done", "rm id"],
    ["for ((i=0; i<$(wc x); i++)); do rm $i; done", "wc rm"],
    ["case $(id) in a) rm x;; $(date)) ls;; esac", "id rm date ls"],
    ["f() { rm x; }; f", "rm f"],
    ["function g { rm x; } > log", "rm"],
    ["! rm x; time rm y; coproc id", "rm time rm id"],
    ["[ -f x ] && [[ -f $(id) ]]", "[ id"],
    ["A=1; B=2 id; C=$(date)", "id date"],
    ["ls\nrm x\n\nid", "ls rm id"],
    ["> out", ""],
  ]);
  names("of expansions", [
    ["echo $(rm x)", "echo rm"],
    ["echo `rm x`", "echo rm"],
    ["echo `ls \\`rm x\\``", "echo ls rm"],
    ['echo "a $(rm "$(id)") b"', "echo rm id"],
    ["diff <(rm x) <(id)", "diff rm id"],
    ["tee >(rm x)", "tee rm"],
    ["cat <<< $(rm x)", "cat rm"],
    [`echo $((1 + $(id))) $${"{x:-$(rm y)}"} $${"{a[$(date)]}"}`, "echo id rm date"],
    ["cat <<E\n$(rm x)\nE", "cat rm"],
    ["cat <<'E'\n$(rm x)\nE", "cat"],
    ["cat <<E\nrm x\nE", "cat"],
    ["echo '$(rm x)' \\$(", undefined],
    ["echo '$(rm x)'", "echo"],
  ]);
  names("of wrappers", [
    ...["sh", "bash", "dash", "zsh", "ksh"].map((shell) => [`${shell} -c "rm x"`, `${shell} rm`] as const),
    ["bash -xec 'ls; rm x' name arg", "bash ls rm"],
    ["bash -o pipefail +x --norc -c 'rm x'", "bash rm"],
    ["bash <<E\nrm x\nE", "bash rm"],
    ["sudo bash -s a <<'E'\nrm $y\nE", "sudo bash rm"],
    ["bash <<< 'rm x'", "bash rm"],
    ["bash - < f <<-E\n\trm x\n\tE", "bash rm"],
    ["bash <<E 3<<F\nrm x\nE\nid\nF", "bash rm"],
    ["(bash) <<E\nrm x\nE", "bash rm"],
    ["bash x.sh <<E\nrm x\nE", "bash"],
    ["eval rm x", "eval rm"],
    ["eval 'ls; rm x'", "eval ls rm"],
    ["env A=1 B='a b' sudo -u root /bin/rm x", "env sudo rm"],
    ["env -i -u A - C=1 rm x", "env rm"],
    ["env -S 'A=1 rm x'", "env rm"],
    ["sudo -nEH --user=root -- A=1 rm x", "sudo rm"],
    ["sudo -l rm", "sudo"],
    ["doas -u ann rm x", "doas rm"],
    ["xargs rm < list", "xargs rm"],
    ["xargs -0 -n1 -P 4 sh -c 'rm x'", "xargs sh rm"],
    ["timeout -k 5 --signal=KILL 10s rm x", "timeout rm"],
    ["nohup nice -n 5 stdbuf -oL setsid -f rm x", "nohup nice stdbuf setsid rm"],
    ["nice -10 rm x", "nice rm"],
    ["time -p rm x", "time rm"],
    ["/usr/bin/time -f %e rm x", "time rm"],
    ["exec -a n rm x", "exec rm"],
    ["exec > log", "exec"],
    ["command -p rm x; builtin cd /", "command rm builtin cd"],
    ["command -v rm; command -V rm", "command command"],
    ["watch -n 1 'ls; rm x'", "watch ls rm"],
    ["watch -x rm x", "watch rm"],
    ["find . -name a -exec rm {} \\; -exec id {} + -delete", "find rm id"],
    ["find . -name a", "find"],
    ["parallel -j4 rm ::: a b", "parallel rm"],
    ["find . | parallel rm {.}", "find parallel rm"],
    ["bash -c 'bash -c \"bash -c id\"'", "bash bash bash id"],
  ]);
  names("that are of their own name", [
    ["source x.sh; . y.sh; sh z.sh", "source . sh"],
    ["ssh host rm x", "ssh"],
    ["python -c 'import os'; node -e 'rm()'", "python node"],
    ["echo rm; A=rm true; ls # rm", "echo true ls"],
    ["echo 'rm x' | bash", "echo bash"],
  ]);
  names("that cannot be told", [
    ["$CMD x", "?"],
    ["r{m,x} y", "?"],
    ["./*.sh", "?"],
    ["~bob/tool x", "?"],
    ["`echo rm` x", "? echo"],
    ['bash -c "$X"', "bash ?"],
    ['bash -c "rm $X"', "bash ?"],
    ["bash -c 'if then'", "bash ?"],
    ['bash -c "echo \'a"', "bash ?"],
    ["bash <<E\nrm $x\nE", "bash ?"],
    ["bash <<E\nrm `id`\nE", "bash ? id"],
    ["bash <<< $X", "bash ?"],
    ["bash $OPTIONS 'rm x'", "bash ?"],
    ["eval $X", "eval ?"],
    ["sudo $X rm x", "sudo ?"],
    ["sudo --new-option rm x", "sudo ?"],
    ['env "$X" rm x', "env ?"],
    ["find . -exec {} \\;", "find ?"],
    ["xargs -I{} sh -c 'rm {}'", "xargs sh ?"],
    ["xargs -I% % x", "xargs ?"],
    ["parallel", "parallel"],
    ["parallel 'rm {}; id' ::: a", "parallel ?"],
  ]);
  names("whose words hide the name", [
    ['r""m x', "rm"],
    ["r\\m x; \\rm x; 'rm' x; $'r\\x6d' x", "rm rm rm rm"],
    ["/bin/rm x; ./rm x; ../bin/rm x", "rm rm rm"],
    ["r\\\nm x", "rm"],
  ]);
  names("of lines that are none", [
    ['if then ( "', undefined],
    ["echo 'a", undefined],
    ['echo "a', undefined],
    ["rm x )", undefined],
    ["rm ( x", undefined],
    ["rm (", undefined],
    ["rm x |", undefined],
    ["rm x ;; id", undefined],
    ["echo $(if then)", undefined],
    ["cat <<E\nnever ends", undefined],
    ["rm\0x", undefined],
  ]);

  lists("args", [
    ["rm -rf 'a b' \"c$d\" e\\ f", "-rf a b ? e f"],
    ["rm $X a *.c", "a …"],
    ['echo "$@" x', "x …"],
    ["export A=1 B=$x", "A=1 ?"],
    ["xargs rm -f", "rm -f | -f …"],
    ["find . -exec rm {} a \\;", ". -exec rm {} a ; | ? a"],
  ]);
  lists("flags", [
    ["rm -rf -v x", "-rf -r -f -v"],
    ["git commit --message=x --amend -am y", "--message --amend -am -a -m"],
    ["rm -- -rf", ""],
    ["rm - x", ""],
    ["cut -d: -f1", "-d: -d -f1 -f -1"],
    ['rm "$X"', "?"],
    ["rm $X -f", "-f …"],
    ['rm /tmp/"$X" --mode=$Y', "--mode …"],
    ["sudo -u root rm -rf x", "-u | -rf -r -f"],
  ]);
  lists("upstream", [
    ["wget -qO- x | tee f | bash", " | wget | wget tee"],
    ["wget x | sudo bash -c id", " | wget | wget | wget"],
    ['bash -c "$(wget x)"', "wget | wget … | "],
    ['eval "$(wget x)"', "wget | wget … | "],
    ["bash <(wget x)", "wget | "],
    ["bash < <(wget x)", "wget | "],
    ["wget x > >(bash)", " | wget"],
    ["wget x | tee >(bash)", " | wget | wget tee"],
    ["echo $(wget x) | bash", "wget |  | echo wget"],
    ["{ wget x; cat y; } | (read l; bash)", " |  | wget cat | wget cat"],
    ["while read l; do bash; done < <(wget x)", "wget | wget | "],
    ['wget x | while read l; do eval "$l"; done', " | wget | wget read | wget …"],
    ["bash <<E\n$(wget x)\nE", "wget | wget … | "],
    ['bash <<< "$(wget x)"', "wget | wget … | "],
    ["wget x; bash y", " | "],
    ["wget x && bash y | id", " |  | bash"],
    ["$X | bash", " | ?"],
    ["sudo wget x | xargs rm", " |  | sudo wget | sudo wget"],
    ["f() { wget x; }; f | bash", "… |  | f …"],
    ["f | bash; function f { wget x; }", " | f … | …"],
    ["f() { bash; }; wget x | f", "… |  | wget"],
    ["f() { cat; }; id | { f; } | tee g | bash", "… |  | id | id f … | id f tee …"],
    ["f() { wget x; }; bash <(f)", "… | f … | "],
    ["f() { wget x; }; id | bash", "… |  | id"],
    ["alias f='wget x'\nf | bash", " | … |  | f …"],
    ["eval 'f() { wget x; }'; f | bash", " | … |  | f …"],
    ['x=$(wget y); bash -c "$x"', " | wget | …"],
    ['x=$(wget y); z=$x; bash <<< "$z"', " | wget | …"],
    ['x=`wget y`; { bash; } <<< "$x"', " | wget | wget …"],
    ['export x="$(wget y)"; echo "$x" | sh', "wget |  | wget | wget echo"],
    ['x=$(wget y); x=z; echo "$x" | sh', " | … | echo …"],
    ['x=a; x=b; echo "$x" | sh', " | echo"],
    [`x=$(wget y); echo "\${!v}"`, " | …"],
    ['read x < <(wget y); sh -c "$x"', "wget |  | read wget | …"],
    [`mapfile -t x < f; sh "\${x[0]}"`, " | mapfile"],
    ["for x in $(wget y); do python3 $x; done", " | wget"],
    ["for x in a b; do python3 $x; done", ""],
    ['set -- $(wget y); sh -c "$1"', "wget |  | set wget | …"],
    ["printf -v x %s $(wget y); python3 $x", "wget |  | printf wget"],
    ["exec < <(wget y); bash", "wget … | … | …"],
    [`coproc wget y; bash <&\${COPROC[0]}`, "… | …"],
    ["source <(wget y)", "wget | "],
    ['. /dev/stdin <<< "$(wget y)"', "wget | "],
    ["wget y | source /dev/stdin", " | wget"],
  ]);
  lists("writes", [
    ["echo a > f >> g 2>| h &> i <> j", "f g h i j"],
    ["echo a 2>&1 >&2 3>&- < r", ""],
    ["echo a >& f", "f"],
    ["> f", "f"],
    ["{ ls; id; } > f", "f | f"],
    ["for i in a; do ls; done > f; ls", "f | "],
    ["sudo tee f > /dev/null", "/dev/null | /dev/null f"],
    ["bash -c 'id > g' > f", "f | f g"],
    ["echo a > $F", "?"],
    ["echo a > >(id)", " | "],
    ["cp -r a b c; cp -t d a b; cp --target-directory=e a", "c | d | e"],
    ["ln -s a b; ln -s /a/c; install -m 644 a b; install -d x y", "b | c | b | x y"],
    ["rsync -a --exclude x a/ b/; rsync a host:/b", "b/ | ?"],
    ["mv a b c; mv -t d a", "a b c | a d"],
    ["tee -a f g; touch -r x f; mkdir -p -m 700 a b; rm -rf a -- -b; truncate -s 0 f", "f g | f | a b | a -b | f"],
    ["dd if=a of=b bs=1", "b"],
    ["sed -i.bak -e s/a/b/ f g; sed s/a/b/ f; sed -n -i s/a/b/ f", "f g |  | f"],
    ["curl -so f https://a.example; curl -O https://a.example/x", "f | ?"],
    ['rm "$X" b; rm *.o', "? b … | …"],
    ["find . -exec rm {} \\;", " | ? …"],
    ["$CMD > f", "f …"],
    ['bash -c "$X" > f', "f | f …"],
    ["wget -O f https://a.example; wget -qO- x; wget x; wget --spider x", "f |  | ? | "],
    ["sort -o f g; sort -of g; sort g; uniq a b", "f | f |  | b"],
    ["tar -xf a -C d; tar xzf a; tar czf a b; tar -tf a", "d | . | a | "],
    ["unzip a.zip -d d; unzip -l a.zip; scp a host:b; scp host:a b", "d |  | ? | b"],
    ["find . -delete; find a b -name c -delete; find . -fprint f", ". | a b | f"],
    ["rmdir a; unlink b; shred -u c", "a | b | c"],
  ]);
  lists("reads", [
    ["wc < f 3< g", "f g"],
    ["cat a - b; head -n 5 a; tail -5 b; less +G c", "a b | a | b | +G c"],
    ["grep -r x a b; grep -e x a; grep -f p a; grep x", "a b | a | p a | "],
    ["sed -n 1p a; sed -e 1p -e 2p a; awk '{print}' a v=1 b; awk -f p a", "a | a | a b | p a"],
    ["cp -r a b c; cp -t d a b; mv a b", "a b | a b | a"],
    ["source a b; . c", "a | c"],
    ["diff -U 3 a b; base64 -w 0 a; dd if=a", "a b | a | a"],
    ["curl -d @a --data-binary @b -F 'f=@c;type=x' -F g=h -T d -d x=y https://a.example", "d a b c"],
    ["curl --data-urlencode n@f --data-raw @g -H @h https://a.example", "h f"],
    ["cat <(id) a", "a | "],
    ["cat $X a", "a …"],
    ["xargs cat < f", "f | …"],
  ]);
  describe("a change of directory", () => {
    const cases: readonly (readonly [line: string, reads: string])[] = [
      ["cat x; cd /w; cat x /y ~/z", "x |  | /w/x /y ~/z"],
      ["cd /w && cat x", " | /w/x"],
      ["cd a; cd ../b; cat ./x", " |  | b/x"],
      ["cd /w/a; cat ../../../etc/x", " | /etc/x"],
      ["cd; cat x", " | ~/x"],
      ["cd -; cat x", " | ?"],
      ["cd $D; cat x /y", " | ? /y"],
      ["(cd /w; cat x); cat y", " | /w/x | y"],
      ["cd /w | cat x; cat y", " | x | y"],
      ["cd /w & cat x", " | x"],
      ["bash -c 'cd /w; cat x'; cat y", " |  | /w/x | y"],
      ["eval cd /w; cat x", " |  | /w/x"],
      ["builtin cd /w; cat x", " |  | /w/x"],
      ["env cd /w; cat x", " |  | x"],
      ["env -C /w cat x; cat y", " | /w/x | y"],
      ["ls && cd /w; cat x", " |  | ?"],
      ["cd /w || exit 1; cat x", " |  | /w/x"],
      ["ls || cd /w; cat x", " |  | ?"],
      ["if id; then cd /w; fi; cat x", " |  | ?"],
      ["if id; then cd /w; else cd /w; fi; cat x", " |  |  | /w/x"],
      ["for i in a b; do cat x; cd /w; done; cat y", "? |  | ?"],
      ["cd /w; for i in a b; do cat x; done", " | /w/x"],
      ["f() { cd /etc; }; f; cat x", " |  | ?"],
      ["cd() { :; }; cd /w; cat x", " |  | ?"],
      ["pushd /w; cat x; popd; cat y", " | /w/x |  | ?"],
      ["find . -execdir cat {} \\;", " | ? …"],
      ["cd /w; cat '~/x'", " | /w/~/x"],
      ["cat '~/x'", "./~/x"],
      ["cd /w; echo a > b", " | "],
    ];
    for (const [line, expected] of cases)
      it(quoted(line), () =>
        assert.equal(
          commandsOf(line)
            ?.map(({ reads }) => shown(reads))
            .join(" | "),
          expected,
        ),
      );
  });

  it("are records that a policy reads", () => {
    const truth = (condition: string, x: string): string => truthOf(condition, { x });
    const line = "curl -s https://a.example | sudo tee /etc/x | bash -s -- -y";
    assert.equal(truth('any(c in commands(args.x): c.name == "curl" and "-s" in c.flags)', line), "true");
    assert.equal(truth('any(c in commands(args.x): c.name == "bash" and "curl" in c.upstream)', line), "true");
    assert.equal(truth('any(c in commands(args.x): any(w in c.writes: w under "/etc"))', line), "true");
    assert.equal(truth('all(c in commands(args.x): c.name in ["curl", "tee", "bash"])', line), "false");
    assert.equal(truth('any(c in commands(args.x): c.name == "curl" and c.args[1] == "https://a.example")', line), "true");
    assert.equal(truth('count(commands(args.x)) == 4 and none(c in commands(args.x): "-x" in c.flags)', line), "true");
  });
  it("stay in doubt where a list may have more elements", () => {
    const truth = (condition: string): string => truthOf(condition.replaceAll("C", "commands(args.x)[0]"), { x: "rm -f $X a" });
    assert.equal(truth('"-f" in C.flags and "a" in C.args and C.args contains "a"'), "true");
    for (const condition of [
      '"-r" in C.flags',
      '"b" in C.args',
      'all(a in C.args: a in ["-f", "a"])',
      "count(C.args) == 2",
      "length(C.args) == 2",
      'C.args == ["-f", "a"]',
      'C.args[0] == "-f"',
      "has C.args[5]",
      'any(w in C.writes: w == "/etc")',
      'any(l in leaves(C): l == "b")',
    ])
      assert.equal(truth(condition), "? malformed", condition);
  });
});

describe("what settings make a program run", () => {
  names("by variables", [
    ["LD_PRELOAD=./x.so ls", "? ls"],
    ["env LD_PRELOAD=./x.so ls", "env ? ls"],
    ['sudo LD_LIBRARY_PATH="$X" ls', "sudo ? ls"],
    ["export BASH_ENV=f; bash x", "export ? bash"],
    ["LD_PRELOAD= ls", "ls"],
    ["GIT_PAGER=cat git log", "cat git"],
    ["GIT_SSH_COMMAND='ssh -i k' git fetch", "ssh git"],
    ["EDITOR='sh -c \"rm x\"' git commit", "sh rm git"],
    ["PAGER= git log; PAGER=$X man ls", "git ? man"],
    ["NODE_OPTIONS=--max-old-space-size=4096 node x; NODE_OPTIONS='--require ./x' node y", "node ? node"],
    ["A=1 PYTHONPATH=. PATH=/x:$PATH python3 y", "python3"],
  ]);
  names("by git's", [
    ["git -c alias.x='!sh' x", "git sh"],
    ["git -c alias.x=push x", "git ?"],
    ["git -c core.pager='rm x' log", "git rm"],
    ["git -C d -c user.name=a -c color.ui=always commit -m x", "git"],
    ["git -c core.hooksPath=h commit; git -c core.hooksPath=/dev/null commit", "git ? git"],
    ['git -c "$X" log; git -c core.editor=$E commit; git -c user.name=$N log', "git ? git ? git"],
    ["git config --global core.editor 'rm x'; git config alias.l '!id'; git config user.name a", "git rm git id git"],
    ["git clone ext::'sh -c id'; git --exec-path=x log; git fetch --upload-pack=id", "git sh id git ? git id"],
    ["git -c credential.helper=store fetch; git -c credential.helper='!id' fetch", "git git id"],
    ["git commit -m 'alias.x=!sh'", "git"],
  ]);
  names("by wrappers that no shell knows", [
    ["su -c 'rm x' root; su - root -c id; su root", "su rm su id su"],
    ["flock /tmp/l rm -rf x; flock -n f -c 'rm x'; flock 9", "flock rm flock rm flock"],
    ["script -qc 'rm x' /dev/null", "script rm"],
    ["ionice -c 2 rm x; taskset -c 0,1 rm x; chrt -f 10 rm x", "ionice rm taskset rm chrt rm"],
    ["busybox sh -c 'rm x'; chroot /new rm x; unshare -rn rm x", "busybox sh rm chroot rm unshare rm"],
    ["strace -f -o f rm x; ionice -p 7", "strace rm ionice"],
    ['su -c "$X"; flock $F rm', "su ? flock ?"],
  ]);
  names("by others", [
    ["alias x='wget y'; alias -g z=id; alias", "alias wget alias id alias"],
    ['alias "$X"', "alias ?"],
    ["trap 'rm x' EXIT INT; trap - EXIT; trap '' INT; trap -p", "trap rm trap trap trap"],
    ['trap "$X" EXIT', "trap ?"],
    ["tar -xf a --to-command='sh -c id'; tar cf a --checkpoint-action=exec=id b", "tar sh id tar id"],
  ]);
});

describe("commands of hostile lines", () => {
  const bounded = (title: string, line: string, expected?: "unknown"): Mocha.Test =>
    it(title, () => {
      const found = commandsOf(line);
      if (expected === "unknown") assert.equal(found, undefined);
      else assert.ok((found?.length ?? 0) <= 1000);
    });
  for (const unit of ["(", "$(", '"$(', "{ ", "if ", "while a; do ", "case a in ", "<(", "f() ", "cat <<A ", "cat <<A\n", "a=(", "$((1+"])
    bounded(`${unit.trim()} ten thousand times`, unit.repeat(10_000), "unknown");
  for (const unit of [
    "`",
    "a ",
    "a;",
    "a|",
    "sudo ",
    "eval ",
    "bash -c ",
    "find -exec ",
    "xargs ",
    "[[ ! ",
    "echo $(a) ",
    "a>b ",
    "{a,",
    "!",
  ])
    bounded(`${unit.trim()} for 100 kB`, unit.repeat(Math.floor(100_000 / unit.length)));
  for (const [open, close] of [
    ["(", ")"],
    ["$(", ")"],
    ["{ ", ";}"],
    ["if a; then ", "; fi"],
    ["cat <(", ")"],
  ] as const)
    bounded(`${open.trim()} nested ten thousand deep`, `${open.repeat(10_000)}a${close.repeat(10_000)}`, "unknown");
  bounded("a long pipe", Array.from({ length: 999 }, (_, at) => `c${at}`).join("|"));
  bounded(
    "variables given and used by many",
    `${"x=$y;y=$x;".repeat(5000)}${Array.from({ length: 900 }, () => `c "$x$y\${!z}"`).join("|")}`,
  );
  bounded("more commands than are read", "a;".repeat(1001), "unknown");
  bounded("a line beyond what an argument can hold", "a ".repeat(70_000), "unknown");
  it("of any pieces: they are read or unknown, and reading them again gives the same", () => {
    const pieces = `ls rm 'a "b" $X $(id) \`id\` | || && ; & ( ) { } > < 2>&1 <<< <<E if then fi while do done for in case esac bash -c 'id;ls'
      sudo -u env A=1 xargs find -exec {} \\; + cd /w [[ ]] ! time f() function $((1+2)) <(id) >(id) *.c {a,b} eval tee cp " ' \\ #`;
    const line = fc.array(fc.constantFrom(...pieces.split(/\s+/), " ", "\n", "E\n"), { maxLength: 12 });
    fc.assert(
      fc.property(line, fc.boolean(), (words, spaced) => {
        const text = words.join(spaced ? " " : "");
        const found = commandsOf(text);
        commandsOf("");
        assert.deepEqual(commandsOf(text), found);
      }),
      { numRuns: process.env.REMIT_DEEP === undefined ? 500 : 20_000 },
    );
  });
  it("a script of too many commands inside is one of unknown name", () =>
    assert.deepEqual(namesOf(`ls; bash -c '${"a;".repeat(1001)}'; id`), ["ls", "bash", "?", "id"]));
});
