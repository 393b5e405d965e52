using System.Buffers.Binary;
using System.IO.Compression;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Operations.Records;

/// <summary>Files that <c>--from</c> takes: a capture as JSON, plain or gzip, or a raw sock_diag dump.</summary>
public static class RecordFile
{
    // sizeof(struct nlmsghdr): no message is shorter, none longer than the file.
    private const uint NetlinkHeader = 16;

    /// <summary>Reads a capture.</summary>
    /// <returns>Null when the file is a raw dump.</returns>
    /// <exception cref="RequestException">The file cannot be opened or is neither.</exception>
    /// <exception cref="CaptureFormatException">It looks like a capture and is none, or is empty.</exception>
    public static Capture? Read(FileInfo file)
    {
        try
        {
            // A record is read more than once: no pipe, and no device.
            using FileStream stream = OrdinaryFile.Open(file.FullName);
            Span<byte> head = stackalloc byte[4];
            int read = stream.ReadAtLeast(head, 4, throwOnEndOfStream: false);
            stream.Position = 0;
            return read switch
            {
                // Even a dump of no sockets has its end mark (NLMSG_DONE).
                0 => throw new CaptureFormatException($"{file.Name}: the file is empty"),
                >= 2 when head[0] == 0x1F && head[1] == 0x8B => Parse(file, stream, packed: true),
                > 0 when head[0] is (byte)'{' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or 0xEF =>
                    Parse(file, stream, packed: false),
                4 when BinaryPrimitives.ReadUInt32LittleEndian(head) is >= NetlinkHeader and uint length && length <= stream.Length => null,
                _ => throw new CaptureFormatException(
                    $"{file.Name}: neither a capture ('tcpvet capture FILE') nor a sock_diag dump ('ss -D FILE')"),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RequestException($"--from: {file}: {Reason(file, exception)}");
        }
    }

    private static int UnpackedLength(FileStream stream)
    {
        using GZipStream unpacked = Unpack(stream);
        byte[] chunk = new byte[81920];
        int length = 0;
        int read;
        while ((read = unpacked.Read(chunk)) > 0)
        {
            length = Bounded((long)length + read);
        }

        return length;
    }

    private static GZipStream Unpack(FileStream stream)
    {
        stream.Position = 0;
        return new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
    }

    private static int Bounded(long length) => length <= CaptureJson.MostBytes ? (int)length
        : throw new CaptureFormatException($"longer than {CaptureJson.MostBytes >> 20} MiB, which no capture is");

    // The framework's sentences quote whole paths and say "access denied" of a directory.
    private static string Reason(FileInfo file, Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        UnauthorizedAccessException when Directory.Exists(file.FullName) => "is a directory",
        UnauthorizedAccessException => "may not be read by this user",
        _ => exception.Message,
    };

    private static Capture Parse(FileInfo file, FileStream stream, bool packed)
    {
        try
        {
            // Unpacked twice, so that nothing is made before its length is known.
            byte[] json = new byte[packed ? UnpackedLength(stream) : Bounded(stream.Length)];
            using Stream unpacked = packed ? Unpack(stream) : stream;
            unpacked.ReadExactly(json);
            return CaptureJson.Read(json);
        }
        catch (EndOfStreamException)
        {
            throw new CaptureFormatException($"{file.Name}: it became shorter while it was read");
        }
        catch (InvalidDataException exception)
        {
            throw new CaptureFormatException($"{file.Name}: damaged gzip data, or not gzip at all", exception);
        }
        catch (CaptureFormatException exception)
        {
            throw new CaptureFormatException($"{file.Name}: no capture that this program can read: {exception.Message}", exception);
        }
    }
}
