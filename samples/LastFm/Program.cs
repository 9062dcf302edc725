Console.WriteLine("LastFm");
