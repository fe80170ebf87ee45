// After signing out: the conversation of this account goes out of this browser, before the next person signs in on it.
try { localStorage.removeItem('standpuntwijzer.gesprek'); } catch { /* A browser that keeps nothing. */ }
