# SPDX-License-Identifier: GPL-2.0-only
#
# What systrail list shows, against what this kernel and strace say.

load helpers

list() # ARG...
{
	"$SYSTRAIL" list "$@"
}

# Of each call the kernel itself says which arguments it has.
@test "list syscalls: every call of tracefs, with its arguments" {
	[[ $(uname -m) == x86_64 ]] || skip "needs x86_64: tracefs has the calls of this machine"
	events=/sys/kernel/tracing/events/syscalls
	[[ -d $events ]] || skip "needs a kernel with CONFIG_FTRACE_SYSCALLS"
	list syscalls --abi x86_64 >calls
	sed -E 's/^ *[0-9]+  ([^ (]+)\(.*/\1/' calls | sort >names
	# What tracefs calls stat is the call newstat, and so on; the plain names are enough here.
	ls "$events" | sed -n 's/^sys_enter_//p' | grep -v '^new' | sort >known
	comm -13 names known >missing
	[[ $(wc -l <missing) -lt 5 ]]
	for name in openat read futex prctl sendmsg epoll_wait clone3 io_uring_enter; do
		args=$(sed -n 's/.*field:.*[ *]\([a-z_0-9]*\);.*/\1/p' \
			"$events/sys_enter_$name/format" | grep -v '^common_\|^__' | tr '\n' ' ')
		ours=$(grep -E "^ *[0-9]+  $name\(" calls |
			sed -E 's/^[^(]*\(//; s/\).*//; s/: [^,]*,?//g; s/ +/ /g')
		echo "$name: $args and $ours"
		[[ $args == "$ours " ]]
	done
}

@test "list syscalls: numbers, columns, results, classes" {
	list syscalls --abi x86_64 >calls
	grep -E '^257  openat\(dfd: dirfd, filename: path, flags: open_flags, mode: mode\) = fd +%desc %file$' calls
	grep -E '^ 60  exit\(error_code: int\)' calls
	grep -E '^ 39  getpid\(\) = pid' calls
	list syscalls --abi i386 >calls
	grep -E '^  5  open\(filename: path, ' calls
	list syscalls --abi arm64 >calls
	grep -E '^ 56  openat\(' calls
	run -1 grep -E ' open\(' calls
	# One line a call, in order, no number twice.
	awk '{ if ($1 <= last) exit 1; last = $1 }' last=-1 calls
}

@test "list syscalls -v: what depends on another argument" {
	list syscalls -v --abi x86_64 >calls
	grep -F '     fcntl(..., cmd: SETFL, flags: open_flags)' calls
	grep -F '     fcntl(..., cmd: GETFL) = open_flags' calls
}

@test "list syscalls --class: those in it, and no other" {
	for class in desc file memory process signal network ipc creds clock stat lstat fstat %stat \
		     statfs fstatfs %statfs pure; do
		list syscalls --class "%$class" >calls
		[[ -s calls ]]
		run -1 grep -vE " %$class( |$)" calls
	done
	for class in desc file fstat; do
		list syscalls --class "$class" >calls
		list syscalls --class "%$class" | cmp calls
	done
	list syscalls --class net >net
	list syscalls --class %network | cmp net
	grep -q ' connect(' net
	run -1 grep ' open(' net
}

@test "list classes: each can be asked for, and has as many calls as it says" {
	list classes >classes
	[[ $(wc -l <classes) == 17 ]]
	while read -r class cnt _; do
		[[ $(list syscalls --class "$class" | wc -l) == "$cnt" ]]
	done <classes
}

@test "list events: every tracepoint of tracefs, in order" {
	need_root
	cd /sys/kernel/tracing/events
	LC_ALL=C ls -d */*/enable | sed 's,/enable$,,; s,/,:,' | LC_ALL=C sort >"$BATS_TEST_TMPDIR/known"
	cd "$BATS_TEST_TMPDIR"
	list events >events
	LC_ALL=C sort events | cmp - known
	[[ $(sort -u events | wc -l) == "$(wc -l <known)" ]]
	list events 'sched:*' >sched
	grep '^sched:' known | cmp - sched
	list events '*:sched_sw*ch' | grep -x sched:sched_switch
	[[ $(list events raw_syscalls:sys_enter) == raw_syscalls:sys_enter ]]
}

@test "list events -v: the fields with their types, as the format file has them" {
	need_root
	list events -v sched:sched_switch | grep -E \
		'^sched:sched_switch\(prev_comm: char\[16\], prev_pid: pid_t, .*next_prio: int\)$'
	list events -v '*:*' >events
	[[ $(wc -l <events) == "$(list events | wc -l)" ]]
	# A line has as many fields as the file.
	for event in net/netif_rx irq/irq_handler_entry signal/signal_deliver; do
		ours=$(grep -F "${event/\//:}(" events | sed 's/[^,]//g' | wc -c)
		theirs=$(sed '1,/^$/d' "/sys/kernel/tracing/events/$event/format" | grep -c field:)
		echo "$event: $ours and $theirs"
		[[ $ours == "$theirs" ]]
	done
}

@test "list events: what there is not" {
	need_root
	run -2 list events sched
	[[ ${#lines[@]} == 1 && $output == *'sched:*'* ]]
	run -2 list events sched:sched_swich
	[[ ${#lines[@]} == 1 && $output == *"'sched_switch'"* ]]
	run -2 list events schedd:sched_switch
	[[ ${#lines[@]} == 1 && $output == *"'sched'"* ]]
	run -2 list events 'sched:*nothing*'
	run -2 list events 'nothing*:*'
	run -2 list events '../x:y'
	run -2 list events sched:sched_switch net:netif_rx
	[[ ${#lines[@]} == 1 ]]
}

@test "list features: what a trace needs" {
	list features >features
	for word in systrail engines libraries ABIs plugins kernel tracefs raw_syscalls \
		    'user strings'; do
		grep -E "^$word +[^ ]" features
	done
	grep -F "$(uname -r)" features
}

@test "wrong usage is one sentence, and 2" {
	for args in '' nonsense 'syscalls classes' 'syscalls --class %nonsense' \
		    'classes --class %file' 'syscalls --abi mips'; do
		# shellcheck disable=SC2086 # several words
		run -2 --separate-stderr list $args
		[[ -z $output ]]
		[[ -n $stderr ]]
	done
	run -2 list syscalls --class %nonsense
	[[ $output == *%file*%network*%pure* && ${#lines[@]} == 1 ]]
	run -2 list nonsense
	[[ $output == *syscalls*classes*events*plugins*features* ]]
}

@test "a reader that has seen enough is no failure" {
	list syscalls | head -1 >first
	[[ $(wc -l <first) == 1 ]]
	run list features >/dev/full
	run -1 bash -c '"$0" list syscalls >/dev/full' "$SYSTRAIL"
}
