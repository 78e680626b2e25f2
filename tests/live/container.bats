# SPDX-License-Identifier: GPL-2.0-only
#
# --container: two that crun runs from a root directory with busybox, told apart by what they do: one
# calls umask(123), the other umask(456), which nobody else does, again and again. Needs root, crun and a
# static busybox.

load helpers
load cgroups

# Short, so that a sentence has room for both.
one=systrail-$$-one
two=systrail-$$-two
hex=$(printf '%08x' $$)
hex=$hex$hex$hex$hex$hex$hex$hex$hex

containers=()
eval "groups_$(declare -f teardown)"

teardown()
{
	local name

	for name in "${containers[@]}"; do
		crun_here delete -f "$name" || true
	done
	groups_teardown
}

# crun does not go along with both versions mounted (as systemd's hybrid mode has it): let it see
# what events go by, and nothing else.
crun_here()
{
	if [[ $(stat -f -c %T /sys/fs/cgroup) == cgroup2fs ]]; then
		crun --cgroup-manager=cgroupfs "$@"
	else
		# shellcheck disable=SC2016
		unshare -m bash -c 'mount -t cgroup2 none /sys/fs/cgroup &&
			exec crun --cgroup-manager=cgroupfs "$@"' - "$@"
	fi
}

need_crun()
{
	need_program crun
	need_hierarchy 2
	need_program busybox
	! ldd "$(command -v busybox)" >/dev/null 2>&1 || skip "needs a busybox that is linked statically"
}

make_root()
{
	mkdir -p root/bin root/proc root/dev
	cp "$(command -v busybox)" root/bin/
	ln -sf busybox root/bin/sh
	ln -sf busybox root/bin/sleep
}

# start_container NAME MASK: one that calls umask(MASK) all the time.
start_container()
{
	[[ -d root ]] || make_root
	mkdir "bundle-$1"
	cat >"bundle-$1/config.json" <<-END
	{
		"ociVersion": "1.0.0",
		"process": {
			"user": { "uid": 0, "gid": 0 },
			"args": [ "/bin/sh", "-c", "while umask $2; do sleep 0.02; done" ],
			"env": [ "PATH=/bin" ],
			"cwd": "/"
		},
		"root": { "path": "$PWD/root", "readonly": true },
		"mounts": [ { "destination": "/proc", "type": "proc", "source": "proc" } ],
		"linux": { "namespaces": [ { "type": "pid" }, { "type": "mount" } ] }
	}
	END
	containers+=("$1")
	crun_here run -d --bundle "bundle-$1" "$1" </dev/null >crun.out 2>&1 3>&- ||
		{ cat crun.out; return 1; }
}

both_umasks()
{
	shown 'umask\(mask: 0?123\)' && shown 'umask\(mask: 0?456\)'
}

# only_one: the trace has calls of one and none of two.
only_one()
{
	wait_until shown 'umask\(mask: 0?123\)'
	end_systrail
	run ! shown 'umask\(mask: 0?456\)'
	[[ ! -s messages ]]
}

@test "--container: by name, and nothing of another container" {
	need_crun
	start_container "$one" 123
	start_container "$two" 456
	start_systrail --container "$one"
	only_one
}

@test "--container: by id and by its first digits" {
	need_crun
	start_container "$hex" 123
	start_container "$two" 456
	start_systrail --container "$hex"
	only_one
	start_systrail --container "${hex:0:12}"
	only_one
}

@test "--container twice" {
	need_crun
	start_container "$one" 123
	start_container "$two" 456
	start_systrail --container "$one" --container "$two"
	wait_until both_umasks
	end_systrail
}

@test "--show-container: whose call it is, in lines and in JSON" {
	need_crun
	start_container "$one" 123
	start_container "$two" 456
	start_systrail -a --show-container
	wait_until both_umasks
	end_systrail
	grep -E 'umask\(mask: 0?123\)' trace >calls.one
	grep -E 'umask\(mask: 0?456\)' trace >calls.two
	run ! grep -vF "[$one] " calls.one
	run ! grep -vF "[$two] " calls.two
	start_systrail --container "$two" --show-container --format=json
	wait_until grep -qs '"syscall":"umask"' trace
	end_systrail
	grep '"type":"call"' trace >calls
	run ! grep -vF "\"container\":\"$two\"" calls
}

@test "--show-container: of one that starts during the trace" {
	need_crun
	start_systrail -a --show-container
	wait_until shown .
	start_container "$one" 123
	wait_until shown "\[$one\] sh/[0-9]+ +umask\(mask: 0?123\)"
	end_systrail
}

more_than() # COUNT
{
	(($(grep -cE 'umask\(mask: 0?456\)' trace) > $1))
}

@test "--container: the container ends, and the trace goes on with the other" {
	need_crun
	start_container "$one" 123
	start_container "$two" 456
	start_systrail --container "$one" --container "$two"
	wait_until both_umasks
	crun_here delete -f "$one"
	before=$(grep -cE 'umask\(mask: 0?456\)' trace)
	wait_until more_than "$before"
	end_systrail
}

@test "--container: what is not known or not unique lists what there is" {
	need_crun
	start_container "$one" 123
	start_container "$two" 456
	run --separate-stderr "$SYSTRAIL" trace -o trace --container "systrail-$$-thre"
	[[ $status == 1 && -z $output ]]
	one_sentence "$stderr" "there is no container" "$one \(crun\)" "$two \(crun\)"
	start_container "$hex" 123
	start_container "${hex:0:62}00" 456
	run --separate-stderr "$SYSTRAIL" trace -o trace --container "${hex:0:8}"
	[[ $status == 1 && -z $output ]]
	one_sentence "$stderr" "can be one of several" "give the id"
}
