/**
 * Encoded audio into samples, samples into another format, and samples into encoded audio.
 *
 * <p>In: the bytes of one stream, or samples. Out: {@link io.floe.transcoder.codec.PcmSink}, {@link
 * io.floe.transcoder.codec.PcmOut}, {@link io.floe.transcoder.codec.EncodedSink}. Threads: each
 * decoder, converter and encoder is confined to one, which calls its sinks too; {@link
 * io.floe.transcoder.codec.Codecs} may be used by any. The only package that touches the codec
 * libraries, and what they throw ends here.
 */
@NullMarked
package io.floe.transcoder.codec;

import org.jspecify.annotations.NullMarked;
