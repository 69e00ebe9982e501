# SPDX-License-Identifier: Apache-2.0
"""Streams by boto3, AWS's own client for Python."""

import unittest

from emulator import KEYS, EmulatorTest

APIS = (
    "PUT_MEDIA",
    "GET_MEDIA",
    "LIST_FRAGMENTS",
    "GET_MEDIA_FOR_FRAGMENT_LIST",
    "GET_HLS_STREAMING_SESSION_URL",
    "GET_CLIP",
)


class Control(EmulatorTest):
    def describe(self, name):
        return self.control.describe_stream(StreamName=name)["StreamInfo"]

    def test_a_stream_from_creation_to_deletion(self):
        arn = self.control.create_stream(StreamName="life", DataRetentionInHours=5, MediaType="video/h264")["StreamARN"]
        self.assertIn("life", arn)
        info = self.describe("life")
        self.assertEqual((info["StreamARN"], info["Status"], info["DataRetentionInHours"]), (arn, "ACTIVE", 5))
        self.assertEqual(self.control.describe_stream(StreamARN=arn)["StreamInfo"]["StreamName"], "life")
        self.control.delete_stream(StreamARN=arn)
        self.assert_refused("ResourceNotFoundException", self.control.describe_stream, StreamName="life")

    def test_streams_are_listed_page_by_page(self):
        for number in range(3):
            self.create(f"list-{number}")
        condition = {"ComparisonOperator": "BEGINS_WITH", "ComparisonValue": "list-"}
        pages = list(
            self.control.get_paginator("list_streams").paginate(
                StreamNameCondition=condition, PaginationConfig={"PageSize": 2}
            )
        )
        names = [[info["StreamName"] for info in page["StreamInfoList"]] for page in pages]
        self.assertEqual([len(page) for page in names], [2, 1])
        self.assertEqual({name for page in names for name in page}, {"list-0", "list-1", "list-2"})

    def test_updates_want_the_current_version(self):
        self.create("update", retention=2)
        version = self.describe("update")["Version"]
        arguments = {"StreamName": "update", "CurrentVersion": version, "DataRetentionChangeInHours": 3}
        self.control.update_data_retention(Operation="INCREASE_DATA_RETENTION", **arguments)
        self.assertEqual(self.describe("update")["DataRetentionInHours"], 5)
        self.assert_refused(
            "VersionMismatchException",
            self.control.update_data_retention,
            Operation="DECREASE_DATA_RETENTION",
            **arguments,
        )
        arguments["CurrentVersion"] = self.describe("update")["Version"]
        self.control.update_data_retention(Operation="DECREASE_DATA_RETENTION", **arguments)
        self.assertEqual(self.describe("update")["DataRetentionInHours"], 2)
        version = self.describe("update")["Version"]
        self.control.update_stream(StreamName="update", CurrentVersion=version, MediaType="video/h265")
        self.assertEqual(self.describe("update")["MediaType"], "video/h265")

    def test_tags_come_and_go(self):
        self.create("tags")
        self.control.tag_stream(StreamName="tags", Tags={"site": "roof", "unit": "7"})
        self.assertEqual(self.control.list_tags_for_stream(StreamName="tags")["Tags"], {"site": "roof", "unit": "7"})
        self.control.untag_stream(StreamName="tags", TagKeyList=["unit"])
        self.assertEqual(self.control.list_tags_for_stream(StreamName="tags")["Tags"], {"site": "roof"})

    def test_every_api_has_an_endpoint(self):
        self.create("endpoint")
        for api in APIS:
            self.assertRegex(self.endpoint("endpoint", api), r"^https?://")
        self.assert_refused(
            "ResourceNotFoundException", self.control.get_data_endpoint, StreamName="nobody", APIName="PUT_MEDIA"
        )

    def test_refusals_have_the_services_names(self):
        self.create("taken")
        self.assert_refused("ResourceInUseException", self.control.create_stream, StreamName="taken")
        self.assert_refused("ResourceNotFoundException", self.control.describe_stream, StreamName="nobody")
        stranger = self.emulator.client("kinesisvideo", keys=(KEYS[0], "wrong"))
        with self.assertRaises(stranger.exceptions.ClientError) as caught:
            stranger.list_streams()
        self.assertEqual(caught.exception.response["ResponseMetadata"]["HTTPStatusCode"], 403)


if __name__ == "__main__":
    unittest.main()
