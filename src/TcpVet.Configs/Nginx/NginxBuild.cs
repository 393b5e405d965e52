using System.Buffers;
using System.Text;
using TcpVet.Configs.Text;

namespace TcpVet.Configs.Nginx;

/// <summary>What was compiled into an nginx program.</summary>
/// <param name="Version"><c>1.22.1</c>; null when it was not found.</param>
/// <param name="Prefix">--prefix; null when it was not found.</param>
/// <param name="ConfigurationFile">--conf-path, absolute or relative to the prefix; null when it was not found.</param>
public sealed record NginxBuild(string? Version, string? Prefix, string? ConfigurationFile)
{
    /// <summary>Finds it in the bytes of the program file: the texts that <c>nginx -V</c> prints stand there as they are.</summary>
    public static NginxBuild Of(ReadOnlySpan<byte> program) => new(
        ProgramText.Version(program, "nginx/"u8) ?? ProgramText.Version(program, "openresty/"u8),
        Argument(program, " --prefix="u8),
        Argument(program, " --conf-path="u8));

    private static readonly SearchValues<byte> End = SearchValues.Create(" '\"\0\n"u8);

    private static string? Argument(ReadOnlySpan<byte> program, ReadOnlySpan<byte> name)
    {
        int at = program.IndexOf(name);
        if (at < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> value = program[(at + name.Length)..];
        int end = value[..Math.Min(value.Length, 4096)].IndexOfAny(End);
        return end > 0 ? Encoding.UTF8.GetString(value[..end]) : null;
    }
}
