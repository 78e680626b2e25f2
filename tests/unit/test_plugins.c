/* SPDX-License-Identifier: GPL-2.0-only */
/* Plugins: which are loaded and which are left out, and that none can do harm by what it returns. */
#include "unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/dma-buf.h>
#include <linux/kvm.h>
#include <linux/media.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/videodev2.h>
#include <systrail/plugin.h>

#include "format/plugin_registry.h"
#include "format/plugins.h"
#include "task/fd_file.h"

/* --- Plugins in a directory of our own ------------------------------------------------------ */

/* What was said, one sentence a line. */
struct said {
	struct diag diag;
	size_t cnt;
	char text[4096];
};

static void keep(void *arg, enum diag_level level, const char *msg)
{
	struct said *said = arg;
	size_t len = strlen(said->text);

	(void)level;
	said->cnt++;
	snprintf(said->text + len, sizeof(said->text) - len, "%s\n", msg);
}

/* Root may not load what others could have written: a build tree can be anybody's. */
struct setting {
	char dir[64];
	char built[4096]; /* where the test plugins are */
	struct said said;
	struct plugins *plugins;
};

static struct setting *setting_new(void)
{
	struct setting *s = calloc(1, sizeof(*s));
	ssize_t len;
	char *slash;

	assert_non_null(s);
	strcpy(s->dir, "/tmp/systrail-plugins-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	/* BUILD/tests/unit/test_plugins -> BUILD/tests/plugins */
	len = readlink("/proc/self/exe", s->built, sizeof(s->built) - 16);
	assert_true(len > 0);
	s->built[len] = '\0';
	for (int i = 0; i < 2; i++) {
		slash = strrchr(s->built, '/');
		assert_non_null(slash);
		*slash = '\0';
	}
	strcat(s->built, "/plugins");
	s->said.diag = (struct diag){ .emit = keep, .arg = &s->said };
	s->plugins = plugins_new(&s->said.diag);
	assert_non_null(s->plugins);
	return s;
}

static void setting_free(struct setting *s)
{
	char command[128];

	plugins_free(s->plugins);
	snprintf(command, sizeof(command), "rm -r '%s'", s->dir);
	assert_int_equal(system(command), 0);
	free(s);
}

static const char *path_of(const struct setting *s, const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	return path;
}

/* Puts the test plugin @name there, as root's if we are root. */
static const char *install(const struct setting *s, const char *name)
{
	char command[8192];

	snprintf(command, sizeof(command), "install -m 644 '%s/%s' '%s'", s->built, name, s->dir);
	assert_int_equal(system(command), 0);
	return path_of(s, name);
}

static const char *write_text(const struct setting *s, const char *name, const char *text)
{
	const char *path = path_of(s, name);
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
	return path;
}

/* --- Calls with an open_flags argument ------------------------------------------------------ */

static struct call openat_call(uint64_t flags)
{
	struct call c = {
		.abi = ABI_X86_64,
		.nr = 257,
		.desc = syscall_get(ABI_X86_64, 257),
		.args = { 0xbeef, 0x7f00, flags },
	};

	assert_string_equal(c.desc->name, "openat");
	return c;
}

/* What the plugins make of argument @idx of @c; NULL: nothing. */
static const char *formatted(const struct plugins *p, const struct call *c, unsigned int idx)
{
	static char buf[2048];
	struct text t;

	text_init(&t, buf, sizeof(buf) - 1);
	if (!plugins_format_arg(p, &t, c, &c->desc->args[idx], idx)) {
		assert_int_equal(t.len, 0);
		return NULL;
	}
	buf[t.len] = '\0';
	return buf;
}

static const char *flags_as(const struct plugins *p, uint64_t flags)
{
	struct call c = openat_call(flags);

	return formatted(p, &c, 2);
}

static void test_good(void **state)
{
	struct setting *s = setting_new();
	struct plugin_info info;

	(void)state;
	assert_null(flags_as(NULL, 1));
	assert_null(flags_as(s->plugins, 1));
	assert_int_equal(plugins_load_file(s->plugins, install(s, "good.so")), 0);
	assert_string_equal(s->said.text, "");
	assert_string_equal(flags_as(s->plugins, 1), "plain");
	assert_null(flags_as(s->plugins, 4));
	assert_null(flags_as(s->plugins, 0x80000));

	assert_true(plugins_at(s->plugins, 0, &info));
	assert_string_equal(info.name, "good");
	assert_string_equal(info.version, "1.2");
	assert_string_equal(info.description, "a plugin for tests");
	assert_string_equal(info.path, path_of(s, "good.so"));
	assert_int_equal(info.kind_cnt, 1);
	assert_int_equal(info.ioctl_cnt, 2);
	assert_int_equal(info.event_cnt, 1);
	assert_false(plugins_at(s->plugins, 1, &info));
	assert_false(plugins_at(NULL, 0, &info));
	setting_free(s);
}

/* Every argument of the kind in every call and variant, and no other. */
static void test_all_of_a_kind(void **state)
{
	struct setting *s = setting_new();
	struct call c = openat_call(1);

	(void)state;
	assert_int_equal(plugins_load_file(s->plugins, install(s, "good.so")), 0);
	assert_null(formatted(s->plugins, &c, 0));
	assert_null(formatted(s->plugins, &c, 1));
	assert_null(formatted(s->plugins, &c, 3));
	c.desc = syscall_get(ABI_I386, 5); /* open */
	c.abi = ABI_I386;
	c.args[1] = 1;
	assert_string_equal(formatted(s->plugins, &c, 1), "plain");
	setting_free(s);
}

/* The values of what a plugin is told. */
static void test_value(void **state)
{
	struct call_bytes bytes[SYSCALL_ARGS_MAX] = { 0 };
	struct setting *s = setting_new();
	struct call c = openat_call(8);
	struct fd_file file = { .used = true };

	(void)state;
	assert_int_equal(plugins_load_file(s->plugins, install(s, "good.so")), 0);
	assert_string_equal(formatted(s->plugins, &c, 2),
			    "openat[2] 64-bit fd '' bytes '' args beef");
	file.name = fd_name_new("/d", 2, true);
	c.files[0] = &file;
	bytes[2] = (struct call_bytes){ BYTES_CUT, 3, "\033xyz" };
	c.bytes = bytes;
	c.abi = ABI_I386;
	assert_string_equal(formatted(s->plugins, &c, 2),
			    "openat[2] 32-bit fd '/d' bytes '\\x1bxy'+ args beef");
	bytes[2].state = BYTES_UNREADABLE;
	assert_string_equal(formatted(s->plugins, &c, 2),
			    "openat[2] 32-bit fd '/d' bytes '' args beef");
	free(file.name);
	setting_free(s);
}

static void test_lies(void **state)
{
	struct setting *s = setting_new();
	const char *text;

	(void)state;
	assert_int_equal(plugins_load_file(s->plugins, install(s, "good.so")), 0);
	text = flags_as(s->plugins, 2); /* 1 << 30 bytes, without an end */
	assert_int_equal(strlen(text), 511 + strlen("..."));
	assert_int_equal(strspn(text, "x"), 511);
	assert_string_equal(flags_as(s->plugins, 3), "\\x1b[2J\\n");
	assert_null(flags_as(s->plugins, 5));
	assert_string_equal(flags_as(s->plugins, 7), "abc"); /* "100 bytes" */
	assert_string_equal(flags_as(s->plugins, 9), "-16"); /* may not go while it runs */
	assert_string_equal(flags_as(s->plugins, 1), "plain");
	assert_int_equal(s->said.cnt, 0);

	/* One byte too many, and it is never asked again. */
	assert_null(flags_as(s->plugins, 6));
	assert_int_equal(s->said.cnt, 1);
	assert_non_null(strstr(s->said.text, "open_flags"));
	assert_null(flags_as(s->plugins, 1));
	assert_int_equal(s->said.cnt, 1);
	setting_free(s);
}

/* A text that does not fit into what the line has left is cut there. */
static void test_small_text(void **state)
{
	struct setting *s = setting_new();
	struct call c = openat_call(2);
	char buf[16];
	struct text t;

	(void)state;
	assert_int_equal(plugins_load_file(s->plugins, install(s, "good.so")), 0);
	text_init(&t, buf, sizeof(buf));
	assert_true(plugins_format_arg(s->plugins, &t, &c, &c.desc->args[2], 2));
	assert_int_equal(t.len, sizeof(buf));
	assert_true(t.cut);
	setting_free(s);
}

static void test_bad_registrations(void **state)
{
	struct setting *s = setting_new();
	char expected[128];

	(void)state;
	assert_int_equal(plugins_load_file(s->plugins, install(s, "good.so")), 0);
	snprintf(expected, sizeof(expected), "%d %d %d %d %d %d %d %d ", -EEXIST, -EINVAL, -EINVAL,
		 -ENOENT, -EINVAL, -E2BIG, -EEXIST, -ENOENT);
	assert_string_equal(flags_as(s->plugins, 10), expected);
	setting_free(s);
}

static int prev_pid(const struct systrail_event *e, const char *field, uint64_t *number)
{
	(void)e;
	*number = 77;
	return strcmp(field, "prev_pid") ? -ENOENT : 0;
}

static void test_event(void **state)
{
	struct setting *s = setting_new();
	struct systrail_event e = {
		.struct_bytes = sizeof(e),
		.system = "sched",
		.name = "sched_switch",
		.cpu = 3,
		.get_number = prev_pid,
	};
	char buf[128];
	struct text t;

	(void)state;
	text_init(&t, buf, sizeof(buf));
	assert_false(plugins_format_event(NULL, &t, &e));
	assert_false(plugins_format_event(s->plugins, &t, &e));
	assert_int_equal(plugins_load_file(s->plugins, install(s, "good.so")), 0);
	assert_true(plugins_format_event(s->plugins, &t, &e));
	assert_int_equal(t.len, strlen("from 77 on CPU 3"));
	assert_memory_equal(buf, "from 77 on CPU 3", t.len);
	e.system = "other";
	assert_false(plugins_format_event(s->plugins, &t, &e));
	setting_free(s);
}

/* --- Those that do not fit ------------------------------------------------------------------ */

static void test_misfits(void **state)
{
	static const struct {
		const char *file;
		const char *why;
	} misfits[] = {
		{ "other_api.so", "version 99 of the plugin API, and this is 1" },
		{ "too_small.so", "size" },
		{ "wrong_size.so", "size" },
		{ "endless_name.so", "name" },
		{ "nameless.so", "name" },
		{ "refuses.so", "No such device" },
		{ "no_symbol.so", "exports no systrail_plugin" },
		{ "text.so", "" },
		{ "empty.so", "" },
		{ "missing.so", "No such file" },
		{ "directory.so", "not a regular file" },
		{ "fifo.so", "not a regular file" },
	};
	struct setting *s = setting_new();
	struct plugin_info info;

	(void)state;
	write_text(s, "text.so", "I am no plugin.\n");
	write_text(s, "empty.so", "");
	assert_int_equal(mkdir(path_of(s, "directory.so"), 0755), 0);
	assert_int_equal(mkfifo(path_of(s, "fifo.so"), 0644), 0);
	for (size_t i = 0; i < ARRAY_CNT(misfits); i++) {
		if (i < 7)
			install(s, misfits[i].file);
		s->said.cnt = 0;
		s->said.text[0] = '\0';
		assert_true(plugins_load_file(s->plugins, path_of(s, misfits[i].file)) < 0);
		/* One sentence, which names the file and says why. */
		assert_int_equal(s->said.cnt, 1);
		if (!strstr(s->said.text, misfits[i].file) || !strstr(s->said.text, misfits[i].why))
			fail_msg("%s: %s", misfits[i].file, s->said.text);
		assert_false(plugins_at(s->plugins, 0, &info));
	}
	/* What refuses.so registered went with it. */
	assert_null(flags_as(s->plugins, 1));
	setting_free(s);
}

static void test_same_name(void **state)
{
	struct setting *s = setting_new();
	struct plugin_info info;

	(void)state;
	assert_int_equal(plugins_load_file(s->plugins, install(s, "good.so")), 0);
	assert_int_equal(plugins_load_file(s->plugins, install(s, "same_name.so")), -EEXIST);
	assert_non_null(strstr(s->said.text, "same_name.so"));
	assert_non_null(strstr(s->said.text, "also called 'good'"));
	assert_int_equal(plugins_load_file(s->plugins, path_of(s, "good.so")), -EEXIST);
	assert_false(plugins_at(s->plugins, 1, &info));
	assert_string_equal(flags_as(s->plugins, 1), "plain");
	setting_free(s);
}

/* One that is asked for replaces one of a directory: a changed copy can be tried. */
static void test_asked_replaces(void **state)
{
	struct setting *s = setting_new();
	struct plugin_info info;

	(void)state;
	install(s, "good.so");
	assert_int_equal(plugins_load_dir(s->plugins, s->dir), 0);
	assert_true(plugins_at(s->plugins, 0, &info));
	assert_int_equal(plugins_load_file(s->plugins, install(s, "same_name.so")), 0);
	assert_true(plugins_at(s->plugins, 0, &info));
	assert_non_null(strstr(info.path, "same_name.so"));
	assert_false(plugins_at(s->plugins, 1, &info));
	setting_free(s);
}

/* In a directory the others are loaded all the same. */
static void test_directory(void **state)
{
	struct setting *s = setting_new();
	struct plugin_info info;

	(void)state;
	assert_int_equal(plugins_load_dir(s->plugins, path_of(s, "missing")), -ENOENT);
	assert_int_equal(plugins_load_dir(s->plugins, s->dir), 0);
	assert_int_equal(s->said.cnt, 0);
	write_text(s, "README", "not looked at\n");
	write_text(s, ".hidden.so", "nor this\n");
	write_text(s, "a.so", "but this\n");
	install(s, "good.so");
	assert_int_equal(plugins_load_dir(s->plugins, s->dir), 0);
	assert_int_equal(s->said.cnt, 1);
	assert_non_null(strstr(s->said.text, "/a.so"));
	assert_true(plugins_at(s->plugins, 0, &info));
	assert_string_equal(info.name, "good");
	setting_free(s);
}

/* What root loads nobody else may have written. */
static void test_foreign_files(void **state)
{
	struct setting *s = setting_new();
	const char *path;

	(void)state;
	if (geteuid()) {
		setting_free(s);
		skip();
	}
	path = install(s, "good.so");
	assert_int_equal(chmod(path, 0666), 0);
	assert_true(plugins_load_file(s->plugins, path) < 0);
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(chown(path, 65534, 0), 0);
	assert_true(plugins_load_file(s->plugins, path) < 0);
	assert_int_equal(chown(path, 0, 65534), 0);
	assert_int_equal(chmod(path, 0664), 0);
	assert_true(plugins_load_file(s->plugins, path) < 0);
	assert_int_equal(chmod(path, 0644), 0);
	/* A directory where others can put another file in its place. */
	assert_int_equal(chmod(s->dir, 0777), 0);
	assert_true(plugins_load_file(s->plugins, path) < 0);
	assert_int_equal(s->said.cnt, 4);
	assert_int_equal(chmod(s->dir, 01777), 0);
	assert_int_equal(plugins_load_file(s->plugins, path), 0);
	setting_free(s);
}

/* --- All that a user expects ----------------------------------------------------------------- */

static void test_open(void **state)
{
	struct setting *s = setting_new();
	struct plugins *p = NULL;
	struct plugin_info info;
	const char *file;

	(void)state;
	install(s, "good.so");
	assert_int_equal(setenv("SYSTRAIL_PLUGIN_PATH", s->dir, 1), 0);
	assert_int_equal(plugins_open(NULL, 0, &s->said.diag, &p), 0);
	assert_non_null(p);
	assert_string_equal(flags_as(p, 1), "plain");
	plugins_free(p);

	/* One that was asked for by name has to be good. */
	file = write_text(s, "text.txt", "no\n");
	assert_true(plugins_open(&file, 1, &s->said.diag, &p) < 0);
	assert_null(p);
	assert_int_equal(s->said.cnt, 1);

	/* A directory that is not there is worth a word if it was named, and no more. */
	assert_int_equal(setenv("SYSTRAIL_PLUGIN_PATH", "/no/such/place::/nor/this", 1), 0);
	file = path_of(s, "good.so");
	assert_int_equal(plugins_open(&file, 1, &s->said.diag, &p), 0);
	assert_int_equal(s->said.cnt, 3);
	assert_true(plugins_at(p, 0, &info));
	plugins_free(p);
	unsetenv("SYSTRAIL_PLUGIN_PATH");
	setting_free(s);
}

/* --- The registry ----------------------------------------------------------------------------- */

static int format_nothing(const struct systrail_value *v, char *buf, size_t size, void *priv)
{
	(void)v;
	(void)priv;
	return snprintf(buf, size, "nothing");
}

static const char *ioctl_name(const struct plugin_registry *r, uint32_t request,
			      const char *fd_name, bool taken)
{
	const struct plugin_ioctl_row *row =
		plugin_registry_find_ioctl(r, request, fd_name, fd_name ? strlen(fd_name) : 0,
					   taken);

	return row ? row->name : "";
}

static void test_ioctl_rows(void **state)
{
	static const struct systrail_ioctl rows[] = { { 9, "NINE" },
						      { 3, "THREE" },
						      { 5, "FIVE" } };
	static const struct systrail_ioctl others[] = { { 5, "OTHER_FIVE" }, { 7, "SEVEN" } };
	static const struct systrail_ioctl any[] = { { 5, "ANY_FIVE" }, { 11, "ELEVEN" } };
	struct plugin_registry r = { 0 };
	int a = 0, b = 0, c = 0;

	(void)state;
	a = plugin_registry_add_ioctls(&r, &a, "/dev/a", rows, 3, NULL, NULL);
	b = plugin_registry_add_ioctls(&r, &b, "/dev/b", others, 2, NULL, NULL);
	c = plugin_registry_add_ioctls(&r, &c, NULL, any, 2, NULL, NULL);
	assert_true(a > 0 && b > a && c > b);

	/* By the name of the fd, whether the number has a name elsewhere or not. */
	assert_string_equal(ioctl_name(&r, 5, "/dev/a0", false), "FIVE");
	assert_string_equal(ioctl_name(&r, 5, "/dev/a0", true), "FIVE");
	assert_string_equal(ioctl_name(&r, 5, "/dev/b", true), "OTHER_FIVE");
	assert_string_equal(ioctl_name(&r, 7, "/dev/a", false), "");
	/* On something else, only what is for everything. */
	assert_string_equal(ioctl_name(&r, 5, "/dev/c", false), "ANY_FIVE");
	assert_string_equal(ioctl_name(&r, 5, "/dev/c", true), "");
	assert_string_equal(ioctl_name(&r, 5, "/dev/", false), "ANY_FIVE");
	/* On we do not know what, the first. */
	assert_string_equal(ioctl_name(&r, 5, NULL, false), "FIVE");
	assert_string_equal(ioctl_name(&r, 5, NULL, true), "");
	assert_string_equal(ioctl_name(&r, 11, NULL, false), "ELEVEN");
	assert_string_equal(ioctl_name(&r, 4, NULL, false), "");

	/* Only who has registered may unregister. */
	assert_int_equal(plugin_registry_remove(&r, &b, a), -ENOENT);
	assert_int_equal(plugin_registry_remove(&r, &a, a), 0);
	assert_int_equal(plugin_registry_remove(&r, &a, a), -ENOENT);
	assert_string_equal(ioctl_name(&r, 5, "/dev/a0", false), "ANY_FIVE");
	assert_string_equal(ioctl_name(&r, 5, NULL, false), "OTHER_FIVE");
	plugin_registry_remove_all(&r, &b);
	assert_string_equal(ioctl_name(&r, 7, "/dev/b", false), "");
	plugin_registry_remove_all(&r, NULL);
	assert_string_equal(ioctl_name(&r, 11, NULL, false), "");
}

static void test_kinds(void **state)
{
	const struct syscall_arg *flags = &syscall_get(ABI_X86_64, 257)->args[2];
	struct plugin_registry r = { 0 };
	int a = 0, b = 0;

	(void)state;
	a = plugin_registry_add_kind(&r, &a, "open_flags", format_nothing, NULL);
	b = plugin_registry_add_kind(&r, &b, "fd", format_nothing, NULL);
	assert_true(a > 0 && b > a);
	assert_ptr_equal(plugin_registry_find_arg(&r, flags)->owner, &a);
	assert_int_equal(plugin_registry_remove(&r, &a, a), 0);
	assert_null(plugin_registry_find_arg(&r, flags));
	assert_ptr_equal(plugin_registry_find_arg(&r, &syscall_get(ABI_X86_64, 0)->args[0])->owner,
			 &b);
	/* It is free again. */
	assert_true(plugin_registry_add_kind(&r, &b, "open_flags", format_nothing, NULL) > b);
	plugin_registry_remove_all(&r, NULL);
}

static void test_too_much(void **state)
{
	static const struct systrail_ioctl row[] = { { 1, "ONE" } };
	struct plugin_registry r = { 0 };
	int handle = 1;

	(void)state;
	for (int i = 0; i <= PLUGIN_HOOKS_MAX && handle > 0; i++)
		handle = plugin_registry_add_ioctls(&r, &r, NULL, row, 1, NULL, NULL);
	assert_int_equal(handle, -E2BIG);
	assert_int_equal(r.hook_cnt, PLUGIN_HOOKS_MAX);
	plugin_registry_remove_all(&r, &r);
	assert_int_equal(r.hook_cnt, 0);
	plugin_registry_remove_all(&r, NULL);
}

/* ioctl() itself: the name and the third argument, by what the fd is. */
static void test_ioctl_call(void **state)
{
	struct setting *s = setting_new();
	struct fd_file file = { .used = true };
	struct call c = {
		.abi = ABI_X86_64,
		.nr = 16,
		.desc = syscall_get(ABI_X86_64, 16),
		.args = { 3, 0xabcd0001, 0x7f00 },
	};

	(void)state;
	assert_int_equal(plugins_load_file(s->plugins, install(s, "good.so")), 0);
	assert_string_equal(formatted(s->plugins, &c, 1), "TEST_ONE");
	assert_string_equal(formatted(s->plugins, &c, 2), "third of abcd0001");
	c.args[1] = 0x5401; /* TCGETS, whatever a plugin says, unless it is on its device */
	assert_null(formatted(s->plugins, &c, 1));
	assert_null(formatted(s->plugins, &c, 2));
	file.name = fd_name_new("/dev/test0", 10, true);
	c.files[0] = &file;
	assert_string_equal(formatted(s->plugins, &c, 1), "TEST_NOT_TCGETS");
	c.args[1] = 0x1234;
	assert_null(formatted(s->plugins, &c, 1));
	free(file.name);
	setting_free(s);
}

/* --- Those that come with systrail ------------------------------------------------------------ */

/* Loads plugin @name of the build, from a copy that only root can have written. */
static void load_shipped(struct setting *s, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "../../plugins/%s.so", name);
	install(s, path);
	snprintf(path, sizeof(path), "%s.so", name);
	assert_int_equal(plugins_load_file(s->plugins, path_of(s, path)), 0);
}

static const char *sent(struct setting *s, const char *socket, const void *data, uint32_t len)
{
	struct call_bytes bytes[SYSCALL_ARGS_MAX] = { [1] = { BYTES_WHOLE, len, data } };
	struct fd_file file = { .used = true, .name = fd_name_new(socket, strlen(socket), false) };
	struct call c = {
		.abi = ABI_X86_64,
		.nr = 44,
		.desc = syscall_get(ABI_X86_64, 44),
		.args = { 3, 0x7f00, len },
		.files = { &file },
		.bytes = bytes,
	};
	const char *text;

	assert_string_equal(c.desc->name, "sendto");
	text = formatted(s->plugins, &c, 1);
	free(file.name);
	return text;
}

static void test_netlink(void **state)
{
	struct setting *s = setting_new();
	struct nlmsghdr h = {
		.nlmsg_len = 32,
		.nlmsg_type = RTM_GETLINK,
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
		.nlmsg_seq = 7,
	};

	(void)state;
	load_shipped(s, "netlink");
	assert_string_equal(sent(s, "NETLINK ROUTE", &h, sizeof(h)),
			    "{type: RTM_GETLINK, flags: REQUEST|DUMP, seq: 7, pid: 0, len: 32}");
	h.nlmsg_type = RTM_NEWADDR;
	h.nlmsg_flags = NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL | 0x8000;
	assert_string_equal(sent(s, "NETLINK ROUTE", &h, sizeof(h)),
			    "{type: RTM_NEWADDR, flags: ACK|EXCL|CREATE|0x8000, seq: 7, pid: 0, "
			    "len: 32}");
	/* The types of other families mean something else. */
	h.nlmsg_flags = 0;
	assert_string_equal(sent(s, "NETLINK AUDIT", &h, sizeof(h)),
			    "{type: 20, flags: 0, seq: 7, pid: 0, len: 32}");
	h.nlmsg_type = NLMSG_DONE;
	assert_string_equal(sent(s, "NETLINK AUDIT", &h, sizeof(h)),
			    "{type: DONE, flags: 0, seq: 7, pid: 0, len: 32}");
	/* No message, or no netlink. */
	assert_null(sent(s, "NETLINK AUDIT", &h, sizeof(h) - 1));
	assert_null(sent(s, "TCP 1.2.3.4:5->6.7.8.9:10", &h, sizeof(h)));
	h.nlmsg_len = 3;
	assert_null(sent(s, "NETLINK AUDIT", &h, sizeof(h)));
	setting_free(s);
}

static const char *asked(struct setting *s, const char *device, uint32_t request, unsigned int idx,
			 uint64_t arg)
{
	struct fd_file file = { .used = true, .name = fd_name_new(device, strlen(device), true) };
	struct call c = {
		.abi = ABI_X86_64,
		.nr = 16,
		.desc = syscall_get(ABI_X86_64, 16),
		.args = { 3, request, arg },
		.files = { &file },
	};
	const char *text = formatted(s->plugins, &c, idx);

	free(file.name);
	return text;
}

static void test_ioctl_plugins(void **state)
{
	struct setting *s = setting_new();

	(void)state;
	load_shipped(s, "kvm");
	load_shipped(s, "v4l2");
	load_shipped(s, "drm");
	assert_string_equal(asked(s, "/dev/kvm", KVM_CHECK_EXTENSION, 1, 0), "KVM_CHECK_EXTENSION");
	assert_string_equal(asked(s, "/dev/kvm", KVM_CHECK_EXTENSION, 2, KVM_CAP_NR_VCPUS),
			    "KVM_CAP_NR_VCPUS");
	assert_null(asked(s, "/dev/kvm", KVM_CHECK_EXTENSION, 2, 99999));
	assert_string_equal(asked(s, "anon_inode:kvm-vm", KVM_CREATE_VCPU, 2, 5), "5");
	assert_string_equal(asked(s, "anon_inode:kvm-vcpu:0", KVM_RUN, 1, 0), "KVM_RUN");
	assert_null(asked(s, "/dev/null", KVM_RUN, 1, 0));
	assert_string_equal(asked(s, "/dev/video0", VIDIOC_QUERYCAP, 1, 0), "VIDIOC_QUERYCAP");
	assert_string_equal(asked(s, "/dev/media0", MEDIA_IOC_DEVICE_INFO, 1, 0),
			    "MEDIA_IOC_DEVICE_INFO");
	assert_string_equal(asked(s, "/dmabuf:", DMA_BUF_IOCTL_SYNC, 1, 0), "DMA_BUF_IOCTL_SYNC");
	setting_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),	       cmocka_unit_test(test_all_of_a_kind),
		cmocka_unit_test(test_value),	       cmocka_unit_test(test_lies),
		cmocka_unit_test(test_small_text),     cmocka_unit_test(test_bad_registrations),
		cmocka_unit_test(test_event),	       cmocka_unit_test(test_misfits),
		cmocka_unit_test(test_asked_replaces), cmocka_unit_test(test_same_name),
		cmocka_unit_test(test_directory),      cmocka_unit_test(test_foreign_files),
		cmocka_unit_test(test_open),	       cmocka_unit_test(test_ioctl_rows),
		cmocka_unit_test(test_kinds),	       cmocka_unit_test(test_too_much),
		cmocka_unit_test(test_ioctl_call),     cmocka_unit_test(test_netlink),
		cmocka_unit_test(test_ioctl_plugins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
