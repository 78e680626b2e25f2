# SPDX-License-Identifier: GPL-2.0-only
#
# Plugins in the real program: found where they should be, left out with a sentence where they do
# not fit, and one that is built against an installed header alone. Needs root.

load helpers

source_dir=$(realpath "$live_dir/../..")
built_dir=$(dirname "$SYSTRAIL")/plugins
test_plugins=$(dirname "$SYSTRAIL")/tests/plugins

# Root loads only what root owns, and the build is perhaps somebody else's.
take() # FILE... FOLDER
{
	install -D -o root -g root -m 644 -t "${@: -1}" "${@:1:$#-1}"
}

need_test_plugins()
{
	[[ -e $test_plugins/good.so ]] || skip "needs the test plugins: make tests"
}

@test "SYSTRAIL_PLUGIN_PATH: all that fit" {
	take "$built_dir"/*.so one
	SYSTRAIL_PLUGIN_PATH=$PWD/one "$SYSTRAIL" list plugins >plugins 2>messages
	[[ ! -s messages ]]
	for name in drm kvm netlink v4l2; do
		grep -E "^$name .*/one/$name\.so$" plugins
	done
	echo 'no plugin' >one/bad.so
	mkdir two
	SYSTRAIL_PLUGIN_PATH=$PWD/two::$PWD/one "$SYSTRAIL" list plugins >again 2>messages
	cmp plugins again
	[[ $(wc -l <messages) == 1 ]]
	grep "one/bad.so' is left out" messages
}

@test "--plugin: a file that does not fit is an error" {
	need_test_plugins
	take "$test_plugins"/*.so here
	echo 'no plugin' >here/text.so
	for name in text other_api too_small wrong_size endless_name nameless refuses no_symbol; do
		run -1 --separate-stderr "$SYSTRAIL" list plugins --plugin here/$name.so
		# shellcheck disable=SC2154 # bats sets it
		[[ $stderr == *"$name.so' is left out: "* && $stderr != *$'\n'* ]]
	done
	run -1 "$SYSTRAIL" list plugins --plugin here/good.so --plugin here/same_name.so
	[[ $output == *"also called 'good'"* ]]
}

@test "root loads nothing that others can write" {
	need_test_plugins
	take "$test_plugins/good.so" here
	chmod 666 here/good.so
	run -1 "$SYSTRAIL" list plugins --plugin here/good.so
	chmod 644 here/good.so
	chown nobody here/good.so
	run -1 "$SYSTRAIL" list plugins --plugin here/good.so
	chown root here/good.so
	"$SYSTRAIL" list plugins --plugin here/good.so
}

@test "privileges from the file: only what was installed with it" {
	need_program setpriv
	need_program setcap
	need_test_plugins
	# Where nobody may go, unlike the directory of the test.
	open_dir=$(mktemp -d)
	chmod 755 "$open_dir"
	take "$test_plugins/good.so" "$open_dir"
	install -m 755 "$SYSTRAIL" "$open_dir/privileged"
	status=0
	setcap cap_perfmon+ep "$open_dir/privileged" || status=$?
	as_nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups "$open_dir/privileged")
	SYSTRAIL_PLUGIN_PATH=$open_dir "${as_nobody[@]}" list plugins >path 2>&1 || true
	"${as_nobody[@]}" list plugins --plugin "$open_dir/good.so" >file 2>&1 && file_loaded=1
	rm -rf "$open_dir"
	((status == 0)) || skip "needs a file system with capabilities of files in ${TMPDIR:-/tmp}"
	grep 'SYSTRAIL_PLUGIN_PATH is ignored' path
	run -1 grep good.so path
	[[ -z ${file_loaded:-} ]]
	grep -e '--plugin is not for' file
}

# A build of its own, so that this one does not become another.
@test "make install-plugins, and the example built elsewhere with what is there" {
	need_program make
	need_program cc
	env -u MAKEFLAGS -u MAKELEVEL make -s -C "$source_dir" O="$PWD/build" \
		DESTDIR="$PWD/target" PREFIX=/opt/systrail install-plugins
	installed=$PWD/target/opt/systrail
	SYSTRAIL_PLUGIN_PATH=$installed/lib/systrail/plugins "$SYSTRAIL" list plugins >plugins
	grep '^kvm ' plugins

	cp -r "$source_dir/plugins/example" elsewhere
	make -s -C elsewhere PREFIX="$installed"
	"$SYSTRAIL" list plugins --plugin elsewhere/example.so | grep -E '^example +1 '
	"$SYSTRAIL" trace --plugin elsewhere/example.so -o trace -- mkdir -m 750 made
	grep -E 'mkdir(at)?\(.*mode: rwx[r-]-x---' trace
	# And not without.
	"$SYSTRAIL" trace -o trace -- mkdir -m 750 again
	run -1 grep -E 'mode: rw' trace
}

# Where it is not known what a file descriptor is, requests that have no other name get theirs.
@test "kvm: requests and capabilities by name" {
	need_program python3
	take "$built_dir/kvm.so" here
	cat >ask.py <<-'END'
		import fcntl, os
		fd = os.open("/dev/null", os.O_RDONLY)
		for request, arg in ((0xae00, 0), (0xae03, 3), (0xae41, 7)):
		    try:
		        fcntl.ioctl(fd, request, arg)
		    except OSError:
		        pass
	END
	"$SYSTRAIL" trace --decode-fds=none --plugin here/kvm.so -o trace -- python3 ask.py
	grep 'ioctl(.*cmd: KVM_GET_API_VERSION' trace
	grep 'ioctl(.*cmd: KVM_CHECK_EXTENSION, arg: KVM_CAP_USER_MEMORY' trace
	grep 'ioctl(.*cmd: KVM_CREATE_VCPU, arg: 7' trace
}
