namespace TcpVet.Configs.Tests;

/// <summary>A namespace and a folder for a server, which both go away.</summary>
internal static class PrivateFolder
{
    /// <summary>Runs a test on a thread in a new network namespace whose loopback is up.</summary>
    /// <param name="test">Gets the folder.</param>
    public static void Run(Action<string> test) => FreshNamespace.Run(() =>
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tcpvet-serving-");
        File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_101_101);
        try
        {
            ServedProgram.Run("ip link set lo up");
            test(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    });

    /// <summary>Writes a file of it and returns the path.</summary>
    public static string Write(string folder, string name, string text)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
