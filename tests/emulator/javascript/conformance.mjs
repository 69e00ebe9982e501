// SPDX-License-Identifier: Apache-2.0
// What a JavaScript application does with the service, by AWS's SDK for JavaScript.
// usage: node conformance.mjs ENDPOINT STREAM      (keys and region by the environment)
// Prints one JSON object of what it got; exits with 1 on what it should not have got.
import assert from 'node:assert/strict';

import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  GetDataEndpointCommand,
  KinesisVideoClient,
  ListStreamsCommand,
  TagStreamCommand,
  ListTagsForStreamCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-kinesis-video';
import {
  GetClipCommand,
  GetHLSStreamingSessionURLCommand,
  GetMediaForFragmentListCommand,
  KinesisVideoArchivedMediaClient,
  ListFragmentsCommand,
} from '@aws-sdk/client-kinesis-video-archived-media';
import {GetMediaCommand, KinesisVideoMediaClient} from '@aws-sdk/client-kinesis-video-media';

const [endpoint, stream] = process.argv.slice(2);
const settings = {maxAttempts: 1};
const control = new KinesisVideoClient({...settings, endpoint});

async function dataClient(Client, api) {
  const {DataEndpoint} = await control.send(new GetDataEndpointCommand({StreamName: stream, APIName: api}));
  return new Client({...settings, endpoint: DataEndpoint});
}

async function archived(Command, api, input) {
  const client = await dataClient(KinesisVideoArchivedMediaClient, api);
  return client.send(new Command({StreamName: stream, ...input}));
}

async function collect(body) {
  const parts = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}

async function streamLife() {
  const name = {StreamName: 'javascript'};
  const {StreamARN} = await control.send(new CreateStreamCommand({...name, DataRetentionInHours: 2}));
  await control.send(new TagStreamCommand({...name, Tags: {site: 'roof'}}));
  const {Tags} = await control.send(new ListTagsForStreamCommand(name));
  assert.deepEqual(Tags, {site: 'roof'});
  const {StreamInfo} = await control.send(new DescribeStreamCommand(name));
  assert.equal(StreamInfo.StreamARN, StreamARN);
  assert.equal(StreamInfo.DataRetentionInHours, 2);
  assert.ok(Math.abs(Date.now() - StreamInfo.CreationTime.getTime()) < 60_000, String(StreamInfo.CreationTime));
  await control.send(new DeleteStreamCommand({StreamARN}));
  await assert.rejects(control.send(new DescribeStreamCommand(name)), ResourceNotFoundException);
  const {StreamInfoList} = await control.send(new ListStreamsCommand({}));
  assert.deepEqual(StreamInfoList.map((info) => info.StreamName), [stream]);
}

async function firstBytesOfGetMedia(bytes) {
  const client = await dataClient(KinesisVideoMediaClient, 'GET_MEDIA');
  const start = {StartSelectorType: 'EARLIEST'};
  const {Payload} = await client.send(new GetMediaCommand({StreamName: stream, StartSelector: start}));
  let length = 0;
  for await (const part of Payload) {
    if (length === 0) assert.equal(part.subarray(0, 4).toString('hex'), '1a45dfa3');
    length += part.length;
    if (length >= bytes) break;
  }
  Payload.destroy();
  return length;
}

await streamLife();
const {Fragments} = await archived(ListFragmentsCommand, 'LIST_FRAGMENTS', {});
const times = Fragments.map((fragment) => fragment.ProducerTimestamp.getTime());
const TimestampRange = {StartTimestamp: new Date(Math.min(...times)), EndTimestamp: new Date(Math.max(...times))};
const selector = {FragmentSelectorType: 'PRODUCER_TIMESTAMP', TimestampRange};
const numbers = Fragments.map((fragment) => fragment.FragmentNumber);
const listed = await archived(GetMediaForFragmentListCommand, 'GET_MEDIA_FOR_FRAGMENT_LIST', {Fragments: [numbers[0]]});
const clip = await archived(GetClipCommand, 'GET_CLIP', {ClipFragmentSelector: selector});
assert.equal(clip.ContentType, 'video/mp4');
const hls = await archived(GetHLSStreamingSessionURLCommand, 'GET_HLS_STREAMING_SESSION_URL', {
  PlaybackMode: 'ON_DEMAND',
  HLSFragmentSelector: selector,
});
const listedBytes = (await collect(listed.Payload)).length;
console.log(JSON.stringify({
  numbers,
  times,
  listedBytes,
  mediaBytes: await firstBytesOfGetMedia(listedBytes),
  clip: (await collect(clip.Payload)).toString('base64'),
  hls: hls.HLSStreamingSessionURL,
}));
