# SPDX-License-Identifier: GPL-2.0-only
#
# --format=json: real traces, each line through a parser that is not ours and held to what
# systrail-json(5) says; and that the page, the checker and the program know the same keys. Needs
# root and python3.

load helpers

json_check=$live_dir/json_check.py
tree=$live_dir/../..

# check FILE...: right to the last key, and JSON lines as Python's own tool understands them.
check()
{
	local file

	need_program python3
	python3 "$json_check" "$@"
	for file; do
		python3 -m json.tool --json-lines "$file" >/dev/null
	done
}

# traces COMMAND...: a trace of it into the file `json`, which is right. Its status is in $status.
traces()
{
	need_program "$1"
	status=0
	"$SYSTRAIL" trace --format=json -o json -- "$@" </dev/null >/dev/null 2>messages || status=$?
	[[ -z $(grep '^systrail' messages) ]]
	check json
}

# objects CONDITION EXPRESSION [FILE]: Python's, over the objects `o` of a file; a line each.
objects()
{
	python3 -c '
import json, sys
for line in open(sys.argv[3], "rb"):
	o = json.loads(line)
	if eval(sys.argv[1]):
		print(eval(sys.argv[2]))
' "$1" "$2" "${3:-json}"
}

# --- The checker ---------------------------------------------------------------------------------

# A trace to spoil, with a line of each kind.
small_trace()
{
	cat >right <<-'EOF'
	{"type":"trace","schema":1,"version":"1","clock":"monotonic"}
	{"type":"call","ts_ns":90,"began_unseen":true,"pid":5,"tid":5,"comm":"a","cpu":0,"syscall":"execve","nr":59,"abi":"x86_64","ret":0,"state":"no_enter"}
	{"type":"call","ts_ns":100,"dur_ns":7,"pid":5,"tid":5,"comm":"a","cpu":0,"syscall":"close","nr":3,"abi":"x86_64","args":{"fd":9},"fds":{"fd":"/x"},"raw":["0x9","0x0","0x0","0x0","0x0","0x0"],"ret":-9,"errno":"EBADF","state":"complete"}
	{"type":"lost","ts_ns":110,"cpu":1,"cnt":3}
	{"type":"tracepoint","ts_ns":111,"pid":5,"tid":5,"comm":"a","cpu":0,"event":"a:b-c","fields":{"n":-1,"s":"","v":[1,2]}}
	{"type":"page_fault","ts_ns":112,"pid":5,"tid":5,"comm":"a","cpu":0,"major":false,"from":{"addr":"0x1f"},"to":{"addr":"0","file":"/x","offset":0}}
	{"type":"signal","ts_ns":113,"pid":5,"tid":5,"comm":"a","cpu":0,"cgroup":"/","container_id":"1","pod":"p","signal":"SIGRT_3","code":"SI_USER","si_errno":-1}
	{"type":"call","ts_ns":120,"pid":5,"tid":5,"comm":"a","cpu":0,"syscall":"close","nr":3,"abi":"x86_64","args":{"fd":1},"raw":["0x1","0x0","0x0","0x0","0x0","0x0"],"state":"exit_lost"}
	{"type":"thread_exit","ts_ns":130,"pid":5,"tid":5,"comm":"a","cpu":0,"status":255}
	{"type":"thread_exit","ts_ns":131,"pid":5,"tid":6,"comm":"a","cpu":0,"signal":"SIGKILL"}
	{"type":"thread_exit","ts_ns":132,"pid":5,"tid":7,"comm":"a","cpu":0}
	EOF
}

# spoiled SED: what this makes of it is not right any more.
spoiled()
{
	sed "$1" right >wrong
	run -1 cmp -s right wrong
	run -1 python3 "$json_check" wrong
	[[ $output == *wrong:* ]]
}

@test "the checker itself sees what is missing, wrong or too much" {
	need_program python3
	small_trace
	python3 "$json_check" right
	: >wrong
	run -1 python3 "$json_check" wrong

	spoiled '1d'
	spoiled '1p'
	spoiled '3p'			# before its own end
	spoiled '3s/}$//'
	spoiled '3s/"a"/"\xff"/'
	spoiled '3s/"a"/"\x1b"/'
	spoiled '3s/"a"/"\\udc80"/'
	spoiled '3s/"a"/"\xe2\x80\xae"/'
	spoiled '3s/"cpu":0/"cpu":0,"cpu":0/'
	spoiled '3s/"cpu":0/"cpu":0.5/'
	spoiled '3s/"cpu":0/"cpu":NaN/'
	spoiled '3s/"cpu":0/"cpu":true/'
	spoiled '3s/"cpu":0,//'
	spoiled '3s/"cpu":0/"core":0/'
	spoiled '3s/"pid":5,"tid":5/"tid":5,"pid":5/'
	spoiled '3s/"dur_ns":7,//'
	spoiled '3s/"dur_ns":7/"dur_ns":"7"/'
	spoiled '3s/{"fd":9}/{"fd":"9"}/'
	spoiled '3s/{"fd":9}/{"fd":8}/'
	spoiled '3s/{"fd":9}/{"fd":9,"fb":1}/'
	spoiled '3s/{"fd":9}/[9]/'
	spoiled '3s/{"fd":"/{"df":"/'
	spoiled '3s/,"0x0"\]/]/'
	spoiled '3s/"0x9"/"9"/'
	spoiled '3s/"ret":-9,//'
	spoiled '3s/,"errno":"EBADF"//'
	spoiled '3s/"ret":-9/"ret":9/'
	spoiled '3s/complete/finished/'
	spoiled '3s/complete/exit_lost/'
	spoiled '2s/"ret":0/"args":{},"ret":0/'
	spoiled '2s/"began_unseen":true,//'
	spoiled '4s/lost/found/'
	spoiled '4s/"cnt":3/"cnt":-3/'
	spoiled '5s/a:b-c/a/'
	spoiled '5s/"cpu":0,//'
	spoiled '5s/"n":-1/"n":-1.5/'
	spoiled '5s/"n":-1/"n":true/'
	spoiled '5s/\[1,2\]/[1,"2"]/'
	spoiled '5s/,"fields":.*}}/}/'
	spoiled '6s/false/0/'
	spoiled '6s/"0x1f"/"0x0"/'
	spoiled '6s/"0x1f"/31/'
	spoiled '6s/,"offset":0//'
	spoiled '6s/"file":"\/x",//'
	spoiled '7s/"cgroup":"\/"/"cgroup":""/'
	spoiled '7s/"container_id":"1",//'
	spoiled '7s/SIGRT_3/RT_3/'
	spoiled '7s/,"code":"SI_USER"//'
	spoiled '7s/"si_errno":-1/"si_errno":0/'
	spoiled '9s/130/119/'
	spoiled '9s/255/256/'
	spoiled '9s/255/255,"signal":"SIGKILL"/'
	spoiled '10s/"SIGKILL"/9/'
}

@test "the page, the checker and the program know the same keys" {
	need_program python3
	python3 "$json_check" --keys | sort >checked
	# In the page each one begins a paragraph of its own.
	awk 'key && $1 == ".B" { print $2 } { key = $0 == ".TP" }' "$tree/man/systrail-json.5" |
		grep -E '^[a-z_]+$' | sort -u >documented
	diff checked documented
	{
		grep -oE '\\"[a-z_]+\\":' "$tree/src/sink/json.c"
		grep -oE 'put_(text|place)\(l, "[a-z_]+"' "$tree/src/sink/json.c" | cut -d '"' -f 2
	} | tr -cd 'a-z_\n' | sort -u >written
	diff checked written
}

# --- Commands ------------------------------------------------------------------------------------

@test "ls, git, python3, gcc" {
	traces ls -laR /etc
	traces git -C / status
	traces python3 -c 'import ssl, threading; threading.Thread(target=print).start()'
	((status == 0))
	echo 'int main(void) { return 0; }' >a.c
	traces gcc -o a a.c
	((status == 0))
}

@test "a shell with pipes, jobs and a signal" {
	traces sh -c 'seq 1000 | sort -r | head -3; (sleep 0.01 & wait); kill -TERM $$'
	((status == 128 + 15))
	# The shell's own birth is not seen, that of its children is.
	[[ $(objects 'o.get("state") == "in_child"' 'o["syscall"]' | wc -l) -ge 4 ]]
	[[ $(objects 'o.get("state") == "no_return"' 'o["syscall"]' | sort -u) == exit_group ]]
}

@test "a 32-bit program" {
	need_i386
	traces "$TRACEES/calls_i386"
	[[ $(objects 'o["type"] == "call"' 'o["abi"]' | sort -u) == *i386* ]]
	objects 'o.get("abi") == "i386"' 'o["syscall"]' | grep -qx getpid
}

@test "what a program says that it did: names, raw arguments, results" {
	for tracee in "single_static" "threads 500" "signals"; do
		read -ra words <<<"$tracee"
		status=0
		"$SYSTRAIL" trace --format=json -o json -- "$TRACEES/${words[0]}" "${words[@]:1}" \
			>expected 2>messages || status=$?
		[[ ! -s messages ]]
		check json
		python3 "$json_check" --calls json >calls.all
		pattern=$mark
		[[ $tracee == single_static ]] && pattern=.
		[[ $tracee == signals ]] && pattern='lseek|rt_sigreturn|ERESTART'
		grep -E -- "$pattern" expected >expected.some
		grep -E -- "$pattern" calls.all >calls
		same_calls expected.some calls
	done
}

@test "exec by a thread, and a tree of forks" {
	traces "$TRACEES/exec_thread"
	traces "$TRACEES/forktree_static"
}

@test "zeros are there without -v, and -v changes nothing" {
	"$SYSTRAIL" trace --format=json -o json -- "$TRACEES/single_static" >/dev/null || true
	"$SYSTRAIL" trace -v --format=json -o json2 -- "$TRACEES/single_static" >/dev/null 2>&1 || true
	check json json2
	[[ $(objects 'o.get("syscall") == "lseek"' 'list(o["args"])') == *"'offset'"* ]]
	diff <(objects 'o["type"] == "call"' '(o["syscall"], list(o.get("args", {})))') \
		<(objects 'o["type"] == "call"' '(o["syscall"], list(o.get("args", {})))' json2)
}

# --- What a program chooses ----------------------------------------------------------------------

@test "names of threads that are no text" {
	"$SYSTRAIL" trace --format=json -o json -- "$TRACEES/comm" >/dev/null
	check json
	# The kernel has cut them after 15 bytes.
	cat >wanted <<-'EOF'
	"\u001b[31mred\u001b[0m"
	"\u001b]0;title\u0007"
	"a\nb\rc\td\be\u000bf\f"
	"\u007f\u0001\u0002\u001f"
	"\ufffd\ufffd\ufffd\ufffd("
	"\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd"
	"C1 \u009bK"
	"caf\u00e9"
	"cut \u20ac\u20ac\u20ac\ufffd\ufffd"
	"x/1 close(fd: 9"
	"back\\slash \"q\""
	"\n"
	""
	"plain"
	EOF
	objects 'o.get("syscall") == "lseek"' 'json.dumps(o["comm"])' >got
	diff wanted got
}

@test "the name of a file that is no text" {
	need_program python3
	dir=$(python3 -c 'print("d" * 250)')
	path=$PWD
	for _ in {1..12}; do path+=/$dir; done
	mkdir -p "$path"
	name=$'q"\\\n\e\xff\u202e\u20ac'
	: >"$path/$name"
	cd "$path"
	"$SYSTRAIL" trace --format=json -o "$BATS_TEST_TMPDIR/json" -- tr a b <"$name"
	cd "$BATS_TEST_TMPDIR"
	check json
	objects 'o.get("syscall") == "read" and o["args"]["fd"] == 0' \
		'json.dumps(o["fds"]["fd"])' >got
	[[ $(<got) == "\"$path/"'q\"\\\n\u001b\ufffd\u202e\u20ac"' ]]
}

# --- States --------------------------------------------------------------------------------------

@test "calls that were pending when we came, and when we left" {
	start_tracee blocked
	wait_until blocked_in "$tracee_pid" 0
	start_systrail --format=json -p "$tracee_pid" --no-inherit
	wait_until blocked_in "$systrail_pid" 7 # poll, for records
	end_systrail
	check trace
	objects 'o.get("state") == "unfinished"' \
		'o["tid"], o["began_unseen"], o["dur_ns"] > 0, o["args"] != {}' trace >got
	[[ $(grep -c 'True, True, True' got) == 4 ]]

	start_systrail --format=json -p "$tracee_pid"
	wait_until blocked_in "$systrail_pid" 7 # poll, for records
	go
	wait_for "$systrail_pid"
	check trace
	objects 'o.get("state") == "complete" and o.get("began_unseen")' 'o["syscall"]' trace >got
	[[ $(wc -l <got) == 4 ]]
}

@test "losses have their place, and leave halves that are told as such" {
	"$SYSTRAIL" trace -m 1 --format=json -o json -- "$TRACEES/storm_static" 16 5000 \
		>made 2>messages
	check json
	lost=$(sed -nE 's/^systrail: lost ([0-9]+) records.*/\1/p' messages)
	exits=$(sed -nE 's/^systrail: lost [0-9]+ records \(([0-9]+) exits.*/\1/p' messages)
	in_place=$(objects 'o["type"] == "lost"' 'o["cnt"]' | awk '{ sum += $1 } END { print sum + 0 }')
	shown=$(objects '"ret" in o or o.get("syscall") == "rt_sigreturn"' 1 | wc -l)
	echo "lost $lost ($exits exits), in place $in_place, shown $shown, made $(<made)"
	((in_place > 0 && in_place <= lost))
	((shown + exits == 2 + 16 * (5000 + 3)))
}

# --- Options -------------------------------------------------------------------------------------

@test "--failure, --duration and --max-events count calls, not objects" {
	"$SYSTRAIL" trace --failure --format=json -o json -- ls /nonexistent 2>/dev/null || true
	check json
	[[ $(objects 'o["type"] == "call"' '"errno" in o' | sort -u) == True ]]

	"$SYSTRAIL" trace --duration 20 --format=json -o json -- sleep 0.05
	check json
	[[ $(objects 'o.get("dur_ns", 0) >= 20000000' 'o["syscall"]') == clock_nanosleep ]]

	"$SYSTRAIL" trace --max-events 7 --format=json -o json -- ls / >/dev/null
	check json
	[[ $(objects 'o["type"] == "call"' 1 | wc -l) == 7 ]]
}

@test "a trace of nothing is the one object that says so" {
	"$SYSTRAIL" trace --no-signals --duration 100000 --format=json -o json -- true
	check json
	[[ $(objects True 'o["type"]') == trace ]]
}

@test "ts_ns and the offset are the time of day" {
	before=$(date +%s)
	traces true
	after=$(date +%s)
	offset=$(objects 'o["type"] == "trace"' 'o["wall_offset_ns"]')
	first=$(objects 'o["type"] == "call"' 'o["ts_ns"]' | head -1)
	echo "between $before and $after: $(((offset + first) / 1000000000))"
	(((offset + first) / 1000000000 >= before && (offset + first) / 1000000000 <= after))
}
