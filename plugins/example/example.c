/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A plugin to begin with: permission bits as ls(1) shows them, rwxr-xr-x, and names for the
 * requests of a driver of one's own.
 */
#include <stdio.h>

#include <systrail/plugin.h>

/* Every argument of the kind "mode": mode_t has 12 bits that mean something here. */
static int format_mode(const struct systrail_value *v, char *buf, size_t size, void *priv)
{
	unsigned int mode = (unsigned int)v->value & 07777, i;
	char text[] = "rwxrwxrwx";

	(void)priv;
	if (mode & 07000)
		return -1; /* "not mine": systrail shows these as numbers */
	for (i = 0; i < 9; i++)
		if (!(mode & 0400u >> i))
			text[i] = '-';
	return snprintf(buf, size, "%s", text);
}

/* What a driver's header would define. */
#define MYDEV_START 0x4d00
#define MYDEV_SET_SPEED 0x4d01

static const struct systrail_ioctl requests[] = {
	SYSTRAIL_IOCTL(MYDEV_START),
	SYSTRAIL_IOCTL(MYDEV_SET_SPEED),
};

/* The third argument of ioctl(), which for MYDEV_SET_SPEED is a number. */
static int format_request_arg(const struct systrail_value *v, char *buf, size_t size, void *priv)
{
	(void)priv;
	if (v->args[1] != MYDEV_SET_SPEED)
		return -1;
	return snprintf(buf, size, "%u baud", (unsigned int)v->value);
}

static int init(const struct systrail_host *host, struct systrail_registry *registry)
{
	int err = host->register_kind(registry, "mode", format_mode, NULL);

	/* Only on file descriptors of /dev/mydev0 and the like, or where we cannot know. */
	if (err >= 0)
		err = host->register_ioctls(registry, "/dev/mydev", requests, 2, format_request_arg,
					    NULL);
	return err < 0 ? err : 0;
}

const struct systrail_plugin systrail_plugin = {
	SYSTRAIL_PLUGIN_HEADER, .name = "example",
	.version = "1",		.description = "permission bits as ls shows them",
	.init = init,
};
