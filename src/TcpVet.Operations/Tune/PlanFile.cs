using TcpVet.Operations.Files;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Operations.Tune;

/// <summary>A file that a plan comes from, or standard input.</summary>
internal static class PlanFile
{
    /// <summary>Reads it, a little more than a plan may have at the most.</summary>
    /// <param name="option">The option that names it, for messages.</param>
    /// <param name="path">The path; <see cref="TunePlanRequest.StandardInputName"/> for standard input.</param>
    /// <param name="standardInput">Opens standard input.</param>
    /// <exception cref="RequestException">It cannot be read.</exception>
    public static byte[] Read(string option, string path, Func<Stream> standardInput)
    {
        try
        {
            if (path.Length == 0)
            {
                throw new RequestException($"{option}: the name of the file is empty");
            }

            if (path != TunePlanRequest.StandardInputName && Directory.Exists(path))
            {
                throw new RequestException($"{option}: {path}: is a folder");
            }

            using Stream stream = path == TunePlanRequest.StandardInputName ? standardInput()
                : GivenFile.Open(path);
            using MemoryStream read = new();
            byte[] buffer = new byte[65536];
            int count;
            while (read.Length <= TuningJson.Longest && (count = stream.Read(buffer)) > 0)
            {
                read.Write(buffer, 0, count);
            }

            return read.ToArray();
        }
        catch (FileNotFoundException)
        {
            throw new RequestException($"{option}: {path}: there is no such file");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RequestException($"{option}: {path}: {exception.Message}");
        }
    }
}
