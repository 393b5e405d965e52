using System.Buffers.Binary;
using System.IO.Compression;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Operations.Records;

/// <summary>Files that <c>--from</c> takes: a capture as JSON, plain or gzip, or a raw sock_diag dump.</summary>
public static class RecordFile
{
    // A capture is bounded; what is longer is something else, or an attack on memory.
    private const long MaxCapture = 512L << 20;

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
                >= 2 when head[0] == 0x1F && head[1] == 0x8B => Parse(file, new GZipStream(stream, CompressionMode.Decompress)),
                > 0 when head[0] is (byte)'{' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or 0xEF => Parse(file, stream),
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

    // The framework's sentences quote whole paths and say "access denied" of a directory.
    private static string Reason(FileInfo file, Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        UnauthorizedAccessException when Directory.Exists(file.FullName) => "is a directory",
        UnauthorizedAccessException => "may not be read by this user",
        _ => exception.Message,
    };

    private static Capture Parse(FileInfo file, Stream stream)
    {
        try
        {
            using MemoryStream bytes = new();
            byte[] chunk = new byte[81920];
            int read;
            while ((read = stream.Read(chunk)) > 0)
            {
                bytes.Write(chunk, 0, read);
                if (bytes.Length > MaxCapture)
                {
                    throw new CaptureFormatException($"{file.Name}: longer than {MaxCapture >> 20} MiB, which no capture is");
                }
            }

            return CaptureJson.Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
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
