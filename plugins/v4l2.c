/* SPDX-License-Identifier: GPL-2.0-only */
/* Cameras, tuners and codecs: the ioctls of Video4Linux and of the media controller. */
#include <linux/media.h>
#include <linux/v4l2-subdev.h>
#include <linux/videodev2.h>
#include <systrail/plugin.h>

#define ROW(name) { (uint32_t)(name), #name },

static const struct systrail_ioctl video[] = {
#include "v4l2.rows"
};

static const struct systrail_ioctl subdev[] = {
#include "v4l2_subdev.rows"
};

static const struct systrail_ioctl media[] = {
#include "media.rows"
};

#define ROWS(array) array, sizeof(array) / sizeof(*(array))

/* A subdevice answers some of the video device's requests, too. */
static const struct {
	const char *fd_prefix;
	const struct systrail_ioctl *rows;
	size_t row_cnt;
} sets[] = {
	{ "/dev/video", ROWS(video) },	       { "/dev/vbi", ROWS(video) },
	{ "/dev/radio", ROWS(video) },	       { "/dev/swradio", ROWS(video) },
	{ "/dev/v4l-touch", ROWS(video) },     { "/dev/v4l-subdev", ROWS(subdev) },
	{ "/dev/v4l-subdev", ROWS(video) },    { "/dev/media", ROWS(media) },
	{ "anon_inode:request", ROWS(media) },
};

static int init(const struct systrail_host *host, struct systrail_registry *registry)
{
	int handle = 0;

	for (size_t i = 0; i < sizeof(sets) / sizeof(*sets) && handle >= 0; i++)
		handle = host->register_ioctls(registry, sets[i].fd_prefix, sets[i].rows,
					       sets[i].row_cnt, NULL, NULL);
	return handle < 0 ? handle : 0;
}

const struct systrail_plugin systrail_plugin = {
	SYSTRAIL_PLUGIN_HEADER,
	.name = "v4l2",
	.version = "1",
	.description = "ioctls of Video4Linux devices, their subdevices and the media controller",
	.init = init,
};
