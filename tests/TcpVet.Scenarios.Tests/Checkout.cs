namespace TcpVet.Scenarios.Tests;

/// <summary>The files of this repository.</summary>
internal static class Checkout
{
    /// <summary>The directory of TcpVet.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file that exists; null when it does not.</summary>
    public static string? File(string path) => System.IO.File.Exists(Path.Combine(Root, path)) ? Path.Combine(Root, path) : null;

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !System.IO.File.Exists(Path.Combine(directory.FullName, "TcpVet.slnx")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("TcpVet.slnx is in no folder above the tests");
    }
}
